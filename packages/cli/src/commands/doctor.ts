import { type Check, examine } from "../doctor/checks.ts";
import type { Outcome } from "../io.ts";
import { commandRegistry } from "../registry.ts";

/** Checks the machine and the installation; the exit code is 1 when something is broken. */
export const doctorCommand = async (): Promise<Outcome> => {
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
