import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const TOOLS = ["@types/node", "typescript", "vite", "vitest", "puppeteer-core"];

/** The version of a package that the workspace pins. */
const versionOf = (root, name) => {
  const catalog = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  return new RegExp(`^ *"?${name}"?: *(.+)$`, "m").exec(catalog)?.[1];
};

/** An empty project with all tarballs, those packages, and the tools of the workspace. */
export const makeProject = ({ root, work, files, check }, name, packages) => {
  const project = join(work, name);
  mkdirSync(project);
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ name: "empty", private: true, type: "module" }),
  );
  const others = [...packages, ...TOOLS].map((one) => `${one}@${versionOf(root, one) ?? "4"}`);
  const install = ["install", "--no-audit", "--no-fund", ...files, ...others];
  check(`install all tarballs with ${packages.join(", ")}`, "npm", install, project);
  return project;
};
