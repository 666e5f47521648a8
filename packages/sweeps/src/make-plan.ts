import { placedIn, TextvaeError } from "@textvae/core";
import type { Choice } from "./choices.ts";
import type { Halving, LineConfig, PlanLine } from "./plan-line.ts";
import { requireEnough, rungsOf } from "./rungs.ts";

/** What a choice comes to once every default is filled in. */
export interface Resolved {
  readonly config: LineConfig;
  readonly data: PlanLine["data"];
  readonly from?: string;
}

export interface PlanAsked {
  readonly choices: readonly Choice[];
  /** Folder in which each run has one of its own. */
  readonly runs: string;
  readonly early?: Halving;
  /** Resolves and checks a choice; throws for one that can't be trained. */
  resolve(choice: Choice): Promise<Resolved>;
}

/**
 * The lines of a plan. Every choice is resolved before any is returned, so that one that is refused leaves
 * nothing behind.
 *
 * @throws {TextvaeError} what `resolve` throws, naming the choice; `OPTION` for choices that come to the same
 * run, and for a rule of early stopping that does not fit the length of the runs.
 */
export const makePlan = async (asked: PlanAsked): Promise<readonly PlanLine[]> => {
  const { choices, runs, early } = asked;
  const names = namesOf(choices);
  const lines: PlanLine[] = [];
  const found = new Map<string, Choice>();
  for (const [i, choice] of choices.entries()) {
    const { config, data, from } = await resolved(asked, choice);
    const same = found.get(JSON.stringify(config));
    if (same) throw twice(same, choice);
    found.set(JSON.stringify(config), choice);
    const name = names[i] as string;
    if (early) requireEnough(choices.length, early, rungsOf(early, config));
    lines.push({
      ...{ plan: 1, name, run: `${runs}/${name}`, chosen: valuesOf(choice, config) },
      ...{ config: evaluatedAtRungs(config, early), ...(from !== undefined && { from }), data },
      ...(early && { early }),
    });
  }
  return lines;
};

const resolved = async ({ resolve }: PlanAsked, choice: Choice): Promise<Resolved> => {
  try {
    return await resolve(choice);
  } catch (error) {
    const told = toldOf(choice);
    if (!(error instanceof TextvaeError) || told === "") throw error;
    throw placedIn(told, error);
  }
};

const toldOf = (choice: Choice): string =>
  Object.entries(choice)
    .map(([option, value]) => `${option} ${value}`)
    .join(", ");

/** Values that are written in two ways, such as 0.1 and 0.10, are one run. */
const twice = (one: Choice, other: Choice): TextvaeError =>
  new TextvaeError("OPTION", "a plan", {
    expected: "runs that differ",
    got: `the same one twice: ${toldOf(one)} and ${toldOf(other)}`,
  });

/** A run that is judged at its rungs is evaluated at each of them. */
const evaluatedAtRungs = (config: LineConfig, early: Halving | undefined): LineConfig =>
  early && config.evaluateEvery === undefined ? { ...config, evaluateEvery: early.first } : config;

/** The chosen options with the values that they were resolved to. */
const valuesOf = (choice: Choice, config: LineConfig): PlanLine["chosen"] =>
  Object.fromEntries(
    Object.keys(choice).map((option) => [
      option,
      Object.hasOwn(config.options, option) ? config.options[option] : config[option],
    ]),
  );

/** `kappa-20-dim-16-seed-1`; where two would have one name, each ends with its number. */
const namesOf = (choices: readonly Choice[]): string[] => {
  const plain = choices.map((choice) => {
    const parts = Object.entries(choice).map(([option, value]) => `${option}-${value}`);
    const name = parts.join("-").replace(/[^A-Za-z0-9._-]+/g, "_");
    return name === "" ? "run" : name.slice(0, 100);
  });
  const count = new Map<string, number>();
  for (const name of plain) count.set(name, (count.get(name) ?? 0) + 1);
  return plain.map((name, i) => (count.get(name) === 1 ? name : `${name}-run-${i + 1}`));
};
