import { spawnSync } from "node:child_process";
import process from "node:process";

/** The version of a Node; ends this process where it is none. */
export const versionOfNode = (node) => {
  const { status, stdout, error } = spawnSync(node, ["--version"], { encoding: "utf8" });
  if (status === 0 && /^v\d/.test(stdout)) return stdout.trim();
  console.error(`${node}: expected a Node to run; got ${error?.code ?? `exit code ${status}`}.`);
  console.error("Name the executable itself: pnpm pack:check /path/to/bin/node …");
  process.exit(1);
};

/** Runs commands and counts those that fail, or print nothing of what they must. */
export const createChecks = () => {
  let failed = 0;
  let passed = 0;
  const check = (what, command, args, cwd, expected = /^/) => {
    const ran = spawnSync(command, args, { cwd, encoding: "utf8" });
    const { status, stdout = "", stderr = `${ran.error}` } = ran;
    const good = status === 0 && expected.test(stdout ?? "");
    if (good) passed++;
    else failed++;
    console.log(`${good ? "ok    " : "FAILED"} ${what}`);
    if (!good) console.log(`${stdout}${stderr}`);
    return good;
  };
  const summary = () => {
    console.log(`${passed} passed, ${failed} failed`);
    return failed > 0 ? 1 : 0;
  };
  return { check, summary };
};
