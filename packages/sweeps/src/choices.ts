import { createRng, TextvaeError } from "@textvae/core";
import { type Axis, drawnValue, gridValues } from "./axis.ts";

/** What one run of a sweep has: options by their names, as they would be written on the command line. */
export type Choice = Readonly<Record<string, string>>;

export interface ChoicesAsked {
  readonly axes: readonly Axis[];
  /** How many are drawn; without it the whole grid. */
  readonly random?: number;
  /** Seeds the draws. Default 1. */
  readonly drawSeed?: number;
  /** Seeds of each choice, one after the other. Default: none is set. */
  readonly seeds?: { readonly first: number; readonly count: number };
}

/** More than anyone trains, and few enough to be resolved one by one. */
const MOST = 100_000;

/**
 * Every combination of the axes, the last one fastest; or random ones of them, each at most once. The same
 * seed draws the same.
 *
 * @throws {TextvaeError} `OPTION` for an axis that stands twice, for more than 100 000 runs, and for more draws
 * than there are combinations.
 *
 * @example
 * choicesOf({ axes: [axisOf("kappa=20,40"), axisOf("dim=8,16")] }).length; // 4
 */
export const choicesOf = ({ axes, random, drawSeed = 1, seeds }: ChoicesAsked): Choice[] => {
  const options = axes.map(({ option }) => option);
  const twice = options.find((option, i) => options.indexOf(option) !== i);
  if (twice !== undefined) {
    const hint = "Name all its values in one list, with commas.";
    throw refused(`--over ${twice}`, "each option once", "twice", hint);
  }
  if (seeds && options.includes("seed")) {
    throw refused("--seeds", "seeds in one place", "--over seed as well");
  }
  const chosen = random === undefined ? grid(axes) : drawn(axes, random, drawSeed);
  if (!seeds) return chosen;
  requireFew(chosen.length * seeds.count);
  return chosen.flatMap((choice) =>
    Array.from({ length: seeds.count }, (_, i) => ({ ...choice, seed: String(seeds.first + i) })),
  );
};

const grid = (axes: readonly Axis[]): Choice[] => {
  const values = axes.map(gridValues);
  requireFew(values.reduce((product, { length }) => product * length, 1));
  return axes.reduce<Choice[]>(
    (choices, { option }, i) =>
      choices.flatMap((choice) =>
        (values[i] as readonly string[]).map((value) => ({ ...choice, [option]: value })),
      ),
    [{}],
  );
};

const drawn = (axes: readonly Axis[], count: number, seed: number): Choice[] => {
  requireFew(count);
  const rng = createRng(seed).stream("sweep");
  const found = new Map<string, Choice>();
  // A small grid of which nearly all is asked for is drawn from many times.
  for (let tries = 0; found.size < count && tries < 100 * count + 1000; tries++) {
    const u = rng.uniforms(axes.length);
    const choice = Object.fromEntries(
      axes.map((axis, i) => [axis.option, drawnValue(axis, u[i] as number)]),
    );
    found.set(JSON.stringify(choice), choice);
  }
  if (found.size < count) {
    const hint = "Leave out --random for all of them, or widen a range.";
    throw refused("--random", "at most as many runs as there are", `only ${found.size}`, hint);
  }
  return [...found.values()];
};

const requireFew = (runs: number): void => {
  if (runs > MOST) throw refused("a plan", `at most ${MOST} runs`, String(runs));
};

const refused = (where: string, expected: string, got: string, hint?: string): TextvaeError =>
  new TextvaeError("OPTION", where, { expected, got, ...(hint && { hint }) });
