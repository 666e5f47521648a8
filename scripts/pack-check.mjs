#!/usr/bin/env node
// Packs every package, checks the tarballs with publint and attw, installs them all into an empty
// project, and runs every README example there on each Node given: pack-check.mjs [node …].
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const nodes = process.argv.length > 2 ? process.argv.slice(2) : [process.execPath];
const versionOfNode = (node) => {
  const { status, stdout, error } = spawnSync(node, ["--version"], { encoding: "utf8" });
  if (status === 0 && /^v\d/.test(stdout)) return stdout.trim();
  console.error(`${node}: expected a Node to run; got ${error?.code ?? `exit code ${status}`}.`);
  console.error("Name the executable itself: pnpm pack:check /path/to/bin/node …");
  process.exit(1);
};
const versions = nodes.map(versionOfNode);

const work = mkdtempSync(join(tmpdir(), "textvae-pack-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
let failed = 0;
let passed = 0;

const check = (what, command, args, cwd) => {
  const ran = spawnSync(command, args, { cwd, encoding: "utf8" });
  const { status, stdout = "", stderr = `${ran.error}` } = ran;
  if (status === 0) passed++;
  else failed++;
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${what}`);
  if (status !== 0) console.log(`${stdout}${stderr}`);
  return stdout ?? "";
};

const folders = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name));
const tarballs = join(work, "tarballs");
mkdirSync(tarballs);
for (const folder of folders) {
  const { name } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  check(`pack ${name}`, "pnpm", ["pack", "--pack-destination", tarballs], folder);
}
const files = readdirSync(tarballs).map((file) => join(tarballs, file));
for (const file of files) {
  check(
    `publint ${file.split("/").at(-1)}`,
    "pnpm",
    ["exec", "publint", "run", "--strict", file],
    root,
  );
  check(
    `attw ${file.split("/").at(-1)}`,
    "pnpm",
    ["exec", "attw", file, "--profile", "esm-only"],
    root,
  );
}

const project = join(work, "project");
mkdirSync(project);
const peers = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-cpu", "vitest"];
const { catalog } = { catalog: readFileSync(join(root, "pnpm-workspace.yaml"), "utf8") };
const versionOf = (name) => new RegExp(`^ *"?${name}"?: *(.+)$`, "m").exec(catalog)?.[1];
writeFileSync(
  join(project, "package.json"),
  JSON.stringify({ name: "empty", private: true, type: "module" }),
);
check(
  "install all tarballs into an empty project",
  "npm",
  [
    "install",
    "--no-audit",
    "--no-fund",
    ...files,
    ...peers.map((name) => `${name}@${versionOf(name)}`),
  ],
  project,
);
for (const [i, node] of nodes.entries()) {
  const version = versions[i];
  for (const folder of [root, ...folders]) {
    const example = /```ts\n([\s\S]*?)```/.exec(
      readFileSync(join(folder, "README.md"), "utf8"),
    )?.[1];
    const file = join(project, "example.mjs");
    writeFileSync(file, example);
    const output = check(
      `README of ${folder.split("/").at(-1) || "the root"} on ${version}`,
      node,
      [file],
      project,
    );
    if (!output.trim()) failed++;
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
