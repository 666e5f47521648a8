import { mean, tidy } from "@tensorflow/tfjs-core";
import { createRng, evaluating, type Model, posteriorOf, withCondition } from "@textvae/core";
import type { Items } from "@textvae/runs";
import type { Dimension } from "./description.ts";
import type { Rows } from "./project.ts";

/** Items of which the KL of each dimension is asked; more change its mean little. */
const ASKED = 1000;
const BATCH = 50;

/** Mean and variance of each dimension of the codes, and its KL where that factorises. */
export const dimensionsOf = async (
  model: Model,
  items: Items,
  { values, width }: Rows,
): Promise<Dimension[]> => {
  const rows = values.length / width;
  const kl_Z = await klByDimension(model, items, width);
  return Array.from({ length: width }, (_, i) => {
    let [average, squares] = [0, 0];
    for (let n = 0; n < rows; n++) {
      const delta = (values[n * width + i] as number) - average;
      average += delta / (n + 1);
      squares += delta * ((values[n * width + i] as number) - average);
    }
    const variance = squares / Math.max(1, rows - 1);
    return { mean: average, variance, ...(kl_Z && { kl: kl_Z[i] as number }) };
  });
};

/** The mean over items of KL(q(z_i|x)‖p(z_i)), `[Z]`; undefined where it is no sum over dimensions. */
const klByDimension = async (
  model: Model,
  items: Items,
  width: number,
): Promise<Float64Array | undefined> => {
  const rng = createRng(0);
  const count = Math.min(items.size, ASKED);
  const sums = new Float64Array(width);
  for (let from = 0; from < count; from += BATCH) {
    const length = Math.min(BATCH, count - from);
    const batch = items.batch(Int32Array.from({ length }, (_, i) => from + i));
    const mean_Z = tidy(() => {
      const context = withCondition(model, batch, evaluating(rng));
      const kl = posteriorOf(model, batch, context).klTo?.(model.prior(context.c_BC));
      return kl?.rank === 2 && kl.shape[1] === width ? mean(kl, 0) : undefined;
    });
    if (!mean_Z) return undefined;
    for (const [i, value] of (await mean_Z.data()).entries()) {
      sums[i] = (sums[i] as number) + (value * length) / count;
    }
    mean_Z.dispose();
  }
  return sums;
};
