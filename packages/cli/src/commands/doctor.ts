import { backendTables, examineBackends, withinTolerance } from "../doctor/backends.ts";
import { type Check, examine } from "../doctor/checks.ts";
import type { Io, Outcome } from "../io.ts";
import { commandRegistry } from "../registry.ts";
import type { Flags } from "../session.ts";

/**
 * Checks the machine and the installation, or with `--backends` every operation on every backend;
 * the exit code is 1 when something is broken.
 */
export const doctorCommand = (flags: Flags, io: Io): Promise<Outcome> =>
  flags.backends === true ? backendsOutcome(io) : checksOutcome();

const backendsOutcome = async ({ stderr }: Io): Promise<Outcome> => {
  const backends = await examineBackends(commandRegistry(), (line) => stderr.write(`${line}\n`));
  const ok = withinTolerance(backends);
  const text = backendTables(backends);
  return { kind: "backends", data: { ok, backends }, text, exitCode: ok ? 0 : 1 };
};

const checksOutcome = async (): Promise<Outcome> => {
  const checks = await examine(commandRegistry());
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
