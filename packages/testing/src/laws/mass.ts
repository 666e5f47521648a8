import { tensor2d } from "@tensorflow/tfjs-core";
import { createRng } from "@textvae/core";
import { holds, type Law, law } from "../law.ts";
import { Z_LIMIT } from "../statistics.ts";
import { numbersOf } from "../tensors.ts";
import { type DistributionSubject, factsOf, instance } from "./family.ts";

const SAMPLES = 10_000;

/**
 * One-hot codes are points with a mass each, and those that were drawn have a mass of one less
 * that of the codes not drawn, which is estimated by the fraction of draws that came once (Good
 * and Turing). Says nothing where samples are not one-hot.
 */
export const massLaw = (subject: DistributionSubject): Law =>
  law("the masses of one-hot codes sum to one", async () => {
    const z = await numbersOf(() => instance(subject).sample(createRng(16), SAMPLES));
    if (!z.every((x) => x === 0 || x === 1)) return;
    const { batch, size } = factsOf(subject);
    for (let b = 0; b < batch; b++) {
      const times = countCodes(z, b, batch, size);
      const single = [...times.values()].filter((count) => count === 1).length;
      const unseen = (single + Z_LIMIT * Math.sqrt(single + 1)) / SAMPLES;
      const total = (await masses(subject, [...times.keys()], batch))
        .filter((_, i) => i % batch === b)
        .reduce((sum, mass) => sum + mass, 0);
      holds(
        total < 1 + 1e-4 && total > 1 - 1e-4 - unseen,
        `masses of row ${b}: expected a sum of 1, at most ${unseen} less; got ${total}`,
      );
    }
  });

/** How often each code came in a batch row, by its entries joined. */
const countCodes = (
  z: Float32Array,
  b: number,
  batch: number,
  size: number,
): Map<string, number> => {
  const times = new Map<string, number>();
  for (let row = b; row < SAMPLES * batch; row += batch) {
    const code = z.subarray(row * size, (row + 1) * size).join();
    times.set(code, (times.get(code) ?? 0) + 1);
  }
  return times;
};

/** q(z) of each code under each batch row, code by code. */
const masses = async (
  subject: DistributionSubject,
  codes: readonly string[],
  batch: number,
): Promise<number[]> => {
  const rows = codes.flatMap((code) => Array<number[]>(batch).fill(code.split(",").map(Number)));
  const logQ = await numbersOf(() => instance(subject).logProb(tensor2d(rows)));
  return Array.from(logQ, Math.exp);
};
