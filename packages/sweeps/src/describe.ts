import { endOfSweep, type SweepEnd } from "./end.ts";
import type { MissingRun } from "./readable-runs.ts";
import type { LineRecord } from "./records.ts";
import type { ProcessEvent } from "./run-process.ts";
import type { RunStatus } from "./status.ts";

/** `kappa-20  running  step 120 of 300`, for people. */
export const describeRun = (run: LineRecord & Partial<RunStatus>): string => {
  const { name, state, step, steps, tries, error, abandoned } = run;
  const told = [
    abandoned ? "left by a process that died" : state,
    step > 0 || state === "running"
      ? `step ${step}${steps === undefined ? "" : ` of ${steps}`}`
      : "",
    tries > 1 ? `try ${tries}` : "",
    error ? `${error.code}: ${error.message}` : "",
  ];
  return [name, ...told].filter(Boolean).join("  ");
};

/** All runs of a plan and how many there are of each state. */
export const describeSweep = (runs: readonly RunStatus[]): string =>
  [...runs.map(describeRun), describeCounts(endOfSweep(runs).counts)].join("\n");

/** `12 done, 2 running, 4 waiting`. */
export const describeCounts = (counts: SweepEnd["counts"]): string =>
  Object.entries(counts)
    .map(([state, count]) => `${count} ${WORDS[state] ?? state}`)
    .join(", ");

const WORDS: Readonly<Record<string, string>> = { early: "stopped early" };

export const describeMissing = ({ name, state, error }: MissingRun): string =>
  `  ${name}: ${WORDS[state] ?? state}${error ? `, ${error.code}: ${error.message}` : ""}`;

export const describeEnd = ({ counts, errors }: SweepEnd): string =>
  [
    describeCounts(counts),
    ...errors.map(({ name, error }) => `  ${name} failed, ${error.code}: ${error.message}`),
  ].join("\n");

/** What a run tells of itself, in half a line; undefined for what says nothing of how it goes. */
export const describeLineEvent = ({ kind, step, ...event }: ProcessEvent): string | undefined => {
  const { perToken, evaluation } = event as {
    readonly perToken?: number;
    readonly evaluation?: { readonly nll?: number };
  };
  if (kind === "train" && perToken !== undefined) {
    return `step ${step}  ${perToken.toFixed(3)} nats/token`;
  }
  const nll = evaluation?.nll;
  return kind === "evaluation" && nll != null
    ? `step ${step}  valid NLL ${nll.toFixed(2)}`
    : undefined;
};
