import { mean, tidy } from "@tensorflow/tfjs-core";
import {
  createRng,
  type Dataset,
  evaluating,
  type Model,
  posteriorOf,
  withCondition,
} from "@textvae/core";
import { activeUnits, activeUnitsRule, isActiveUnit } from "@textvae/diagnostics";
import { batchesOf, type Items } from "@textvae/runs";
import type { Dimension, MapDescription } from "./description.ts";

/** Items of which the KL of each dimension is asked; more change its mean little. */
const ASKED = 1000;
const BATCH = 50;

/** Each dimension of the codes of items: how it varies, whether it is active, its KL where that is a sum. */
export const dimensionsOf = async (
  model: Model,
  items: Items,
): Promise<Pick<MapDescription, "dimensions" | "activeUnits">> => {
  const width = model.parts.prior?.size ?? 0;
  const kl_Z = await klByDimension(model, items, width);
  const kl = (i: number) => kl_Z && { kl: kl_Z[i] as number };
  if (items.size < 2) {
    const still = (_: unknown, i: number): Dimension => ({ variance: 0, active: false, ...kl(i) });
    return { dimensions: Array.from({ length: width }, still) };
  }
  const units = await activeUnits({ model, dataset: oneSplit(items), split: "test" });
  const dimensions = units.variance_Z.map((variance, i) => ({
    variance,
    active: isActiveUnit(variance),
    ...kl(i),
  }));
  return {
    dimensions,
    activeUnits: { active: units.active, units: units.units, rule: activeUnitsRule(units) },
  };
};

/** Items in the place of a dataset. */
const oneSplit = (items: Items): Dataset => {
  const epoch: Dataset["epoch"] = (_, { batchSize }) => {
    const batches = batchesOf(items, batchSize);
    return { length: batches.length, at: (i) => items.batch(batches[i] as Int32Array) };
  };
  return { epoch } as Dataset;
};

/** The mean over items of KL(q(z_i|x)‖p(z_i)), `[Z]`; undefined where it is no sum over dimensions. */
const klByDimension = async (
  model: Model,
  items: Items,
  width: number,
): Promise<Float64Array | undefined> => {
  const rng = createRng(0);
  const sums = new Float64Array(width);
  let count = 0;
  for (const rows of batchesOf(items, BATCH)) {
    if (count >= ASKED) break;
    const batch = items.batch(rows);
    const mean_Z = tidy(() => {
      const context = withCondition(model, batch, evaluating(rng));
      const kl = posteriorOf(model, batch, context).klTo?.(model.prior(context.c_BC));
      return kl?.rank === 2 && kl.shape[1] === width ? mean(kl, 0) : undefined;
    });
    if (!mean_Z) return undefined;
    for (const [i, value] of (await mean_Z.data()).entries()) {
      sums[i] = (sums[i] as number) + value * rows.length;
    }
    count += rows.length;
    mean_Z.dispose();
  }
  return sums.map((sum) => sum / count);
};
