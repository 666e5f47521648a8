#!/usr/bin/env node
// Packs every package, checks the tarballs with publint and attw, installs them all into an empty
// project, and uses them there as their users do, on each Node given: pack-check.mjs [node …].
//   every README's example; parts beside plain tfjs-core, beside the union package and in a Vite page;
//   the programs of examples/use on the bundle of npm start; plugins and apps made by the starters.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { createChecks, versionOfNode } from "./pack-check/checks.mjs";
import { makeProject } from "./pack-check/project.mjs";
import { checkReadmes } from "./pack-check/readmes.mjs";
import { checkStarters } from "./pack-check/starters.mjs";
import { checkUse } from "./pack-check/use.mjs";
import { checkWays } from "./pack-check/ways.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const nodes = (process.argv.length > 2 ? process.argv.slice(2) : [process.execPath]).map(
  (path) => ({ path, version: versionOfNode(path) }),
);
const work = mkdtempSync(join(tmpdir(), "textvae-pack-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

const { check, summary } = createChecks();
const folders = readdirSync(join(root, "packages"))
  .map((name) => join(root, "packages", name))
  .filter((folder) => existsSync(join(folder, "package.json")));
const tarballs = join(work, "tarballs");
mkdirSync(tarballs);
for (const folder of folders) {
  const { name } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  check(`pack ${name}`, "pnpm", ["pack", "--pack-destination", tarballs], folder);
}
const files = readdirSync(tarballs).map((file) => join(tarballs, file));
for (const file of files) {
  const name = file.split("/").at(-1);
  check(`publint ${name}`, "pnpm", ["exec", "publint", "run", "--strict", file], root);
  // A page is an entry of a package, and none that a program imports.
  const attw = ["exec", "attw", file, "--profile", "esm-only"];
  check(`attw ${name}`, "pnpm", [...attw, "--exclude-entrypoints", "page/index.html"], root);
}

const context = { root, work, nodes, folders, files, check };
const project = makeProject(context, "project", [
  "@tensorflow/tfjs-core",
  "@tensorflow/tfjs-backend-cpu",
]);
checkReadmes(context, project);
checkWays(context, project);
checkUse(context, project);
checkStarters(context, project);
process.exitCode = summary();
