import { TextvaeError } from "@textvae/core";
import type { Halving, LineConfig } from "./plan-line.ts";

/**
 * The updates at which runs are compared, r, rη, rη², …, and at last the length of the runs.
 *
 * @throws {TextvaeError} `OPTION` for runs whose length is not given in steps, for a first rung that is not
 * before their end, for η below 2, and for evaluations that miss a rung.
 */
export const rungsOf = ({ first, eta }: Halving, config: LineConfig): readonly number[] => {
  const { steps, evaluateEvery } = config;
  const refuse = (where: string, expected: string, got: string) =>
    new TextvaeError("OPTION", where, { expected, got });
  if (steps === undefined || config.epochs !== undefined) {
    throw refuse("--asha", "runs whose length --steps says", "another length");
  }
  if (!(Number.isInteger(eta) && eta >= 2)) {
    throw refuse("--eta", "a whole number ≥ 2", String(eta));
  }
  if (!(Number.isInteger(first) && first >= 1 && first * eta <= steps)) {
    throw refuse("--asha", `a first rung of 1 to ${Math.floor(steps / eta)} steps`, String(first));
  }
  const rungs: number[] = [];
  for (let rung = first; rung * eta <= steps; rung *= eta) rungs.push(rung);
  const missed = rungs.find((rung) => evaluateEvery !== undefined && rung % evaluateEvery !== 0);
  if (missed !== undefined) {
    throw refuse("--evaluate-every", `a divisor of the rung ${missed}`, String(evaluateEvery));
  }
  return [...rungs, steps];
};

/** Throws `OPTION` for so few runs that none would be among the best 1/η of each rung, and come to its end. */
export const requireEnough = (count: number, { eta }: Halving, rungs: readonly number[]): void => {
  const least = eta ** (rungs.length - 1);
  if (count >= least) return;
  const before = rungs.slice(0, -1).join(", ");
  throw new TextvaeError("OPTION", "--asha", {
    expected: `at least ${least} runs, of which one comes through the rungs ${before} to its end`,
    got: String(count),
    hint: "Compare them later for the first time, so that there are fewer rungs, or try more values.",
  });
};
