import type { Tensor } from "@tensorflow/tfjs-core";
import { createRng, type Distribution } from "@textvae/core";
import { holds, sameShape } from "../law.ts";

const N = 3;

/**
 * Every member of a distribution has as many rows as went into it, for one sample and for several.
 * The number of rows is that of the input, never what the distribution says of itself.
 */
export const membersHaveRows = (
  made: Distribution,
  rows: number,
  against: readonly (() => Distribution)[] = [],
): void => {
  const size = made.eventShape[0] as number;
  holds(made.batch === rows, `batch: expected ${rows}, as the parameters; got ${made.batch}`);
  const rng = createRng(8);
  for (const n of [1, N]) {
    const z_NZ = made.sample(rng, n);
    sameShape(z_NZ.shape, [n * rows, size], `sample(rng, ${n})`);
    const logProb = densityOf(made, z_NZ);
    if (logProb) sameShape(logProb.shape, [n * rows], `logProb of ${n} samples`);
    if (made.unflowed) sameShape(made.unflowed(z_NZ).shape, [n * rows, size], "unflowed");
    const penalty = made.penalty?.(z_NZ);
    if (penalty) {
      const given = penalty.shape[0] === rows ? rows : n * rows;
      sameShape(penalty.shape, [given], `penalty of ${n} samples`);
    }
  }
  if (made.mean) sameShape(made.mean().shape, [rows, size], "mean()");
  if (made.mode) sameShape(made.mode().shape, [rows, size], "mode()");
  if (made.entropy) sameShape(made.entropy().shape, [rows], "entropy()");
  for (const p of [() => made, ...against]) {
    const kl = made.klTo?.(p());
    if (kl) sameShape(kl.shape, [rows, ...kl.shape.slice(1, 2)], "klTo");
  }
  if (made.relaxes) membersHaveRows(made.relaxes, rows, against);
};

/** Undefined for a family without a density. */
const densityOf = (
  made: Distribution,
  z_NZ: Parameters<Distribution["logProb"]>[0],
): Tensor | undefined => {
  try {
    return made.logProb(z_NZ);
  } catch (error) {
    if ((error as { code?: unknown }).code === "CAPABILITY") return undefined;
    throw error;
  }
};
