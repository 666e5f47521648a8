#!/usr/bin/env node
// The two commands of the README on a machine with only Node and npm:
//   npm start [-- more options]   installs, builds and trains on the embedded corpus
//   npm test                      installs, checks types and style, and runs all tests
//   npm run explore [-- --run …]  opens what was trained in a page
// and, for scripts:
//   node scripts/run.mjs textvae …   installs and runs the command from its sources
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";

const { packageManager } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url)));
const environment = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", npm_config_yes: "true" };

/** Runs pnpm at the version the workspace names; ends this process where it fails. */
const pnpm = (...args) => {
  const { status, signal } = spawnSync("npx", ["--yes", packageManager, ...args], {
    stdio: "inherit",
    env: environment,
  });
  if (status !== 0) process.exit(status ?? (signal === "SIGINT" ? 130 : 1));
};

/** Runs the command as it was built. */
const built = (...args) => pnpm("exec", "node", "packages/cli/dist/bin.js", ...args);

/** The run that flags name, if they do. */
const named = (flags) => {
  const at = flags.findIndex((flag) => /^--run(=|$)/.test(flag));
  return at < 0 ? undefined : (flags[at].split("=")[1] ?? flags[at + 1]);
};

const [command, ...rest] = process.argv.slice(2);
process.on("SIGINT", () => {}); // the child decides what to do about it

pnpm("install", "--frozen-lockfile", "--reporter=append-only", "--loglevel=error");
if (command === "start") {
  pnpm("run", "build");
  built("train", "--config", "examples/start.json", ...rest);
  const run = named(rest);
  const more = run === undefined ? "" : ` -- --run ${run}`;
  console.log(`\nSee what its codes hold, in a page: npm run explore${more}`);
} else if (command === "explore") {
  pnpm("run", "build");
  built("explore", ...(named(rest) === undefined ? ["--run", "runs/start"] : []), ...rest);
} else if (command === "test") {
  pnpm("exec", "turbo", "run", "types", "lint");
  pnpm("run", "unit", ...rest);
} else if (command === "textvae") {
  pnpm("run", "textvae", ...rest);
} else {
  console.error(`expected "start", "explore", "test" or "textvae"; got ${JSON.stringify(command)}`);
  process.exit(2);
}
