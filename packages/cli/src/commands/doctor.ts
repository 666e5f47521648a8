import type { Check } from "@textvae/testing/doctor";
import { command } from "../command.ts";
import type { Io, Outcome } from "../io.ts";
import { dependencies, installedVersion } from "../versions.ts";

/**
 * Checks the machine and the installation, or with `--backends` every operation on every backend;
 * the exit code is 1 when something is broken.
 */
export const doctor = command("doctor", {
  options: {},
  declare(made) {
    const what = "every operation on every backend against double precision, as a table";
    made.option("--backends", what);
  },
  run: (_, { flags, io }) => (flags.backends === true ? backendsOutcome(io) : checksOutcome()),
});

const backendsOutcome = async ({ stderr }: Io): Promise<Outcome> => {
  const { backendTables, examineBackends, withinTolerance } = await import(
    "@textvae/testing/doctor"
  );
  const { registryWith } = await import("@textvae/workbench");
  const backends = await examineBackends(registryWith(), (line) => stderr.write(`${line}\n`));
  const ok = withinTolerance(backends);
  const text = backendTables(backends);
  return { kind: "backends", data: { ok, backends }, text, exitCode: ok ? 0 : 1 };
};

const checksOutcome = async (): Promise<Outcome> => {
  const { examine } = await import("@textvae/testing/doctor");
  const { registryWith } = await import("@textvae/workbench");
  const { node } = process.versions;
  const installation = { node, packages: dependencies(), version: installedVersion };
  const checks = await examine(registryWith(), installation);
  const ok = checks.every((check) => check.ok);
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map(
    (check) => `${verdict(check)}  ${check.name.padEnd(width)}  ${check.found}`,
  );
  return {
    kind: "doctor",
    data: { ok, checks },
    text: [...lines, ok ? "all well" : "something is broken"].join("\n"),
    exitCode: ok ? 0 : 1,
  };
};

const verdict = ({ ok, absent }: Check): string => {
  if (absent) return "absent";
  return ok ? "ok    " : "BROKEN";
};
