import { TextvaeError } from "@textvae/core";
import { type PlanLine, requireApart } from "./plan-line.ts";

/** The variables in which clusters say which of many a process is, counted from 0. */
const VARIABLES: Readonly<Record<string, string>> = {
  slurm: "SLURM_ARRAY_TASK_ID",
  kubernetes: "JOB_COMPLETION_INDEX",
};

/**
 * Which run of a plan a process trains: a number, or the name of a cluster that says it in a variable.
 *
 * @throws {TextvaeError} `OPTION` for a number that no line has, for a variable that is not set, and for a
 * plan whose runs are compared while they are trained.
 *
 * @example
 * indexOf("slurm", lines, process.env); // 3, with SLURM_ARRAY_TASK_ID=3
 */
export const indexOf = (
  asked: string,
  lines: readonly PlanLine[],
  environment: Readonly<Record<string, string | undefined>>,
): number => {
  const variable = Object.hasOwn(VARIABLES, asked) ? VARIABLES[asked] : undefined;
  const text = variable === undefined ? asked : environment[variable];
  const where = variable === undefined ? "--index" : `--index ${asked}`;
  const refuse = (expected: string, got: string) =>
    new TextvaeError("OPTION", where, { expected, got });
  if (text === undefined) throw refuse(`the variable ${variable}`, "none of that name");
  const index = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(index < lines.length)) {
    const or = variable === undefined ? `, or ${Object.keys(VARIABLES).join(" or ")}` : "";
    throw refuse(`a number from 0 to ${lines.length - 1}${or}`, JSON.stringify(text));
  }
  requireApart(lines);
  return index;
};
