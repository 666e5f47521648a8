import { TextvaeError } from "@textvae/core";
import { type Source, visitPosteriors } from "./source.ts";

export interface ActiveUnitsOptions extends Source {
  /** Variance above which a unit counts as active. Default 0.01. */
  readonly threshold?: number;
}

export interface ActiveUnits {
  readonly active: number;
  readonly units: number;
  /** Var_x(E[z_i|x]) of each unit, unbiased. */
  readonly variance_Z: readonly number[];
}

/**
 * The number of units i whose posterior mean varies from item to item,
 * Var_x(E_q[z_i|x]) > 0.01, with the unbiased variance over the split. On the sphere the mean is
 * the mean direction, whose Z coordinates share a variance of at most 1: with Z near 100 the
 * threshold then says little.
 *
 * Source: "Importance Weighted Autoencoders", Burda, Grosse and Salakhutdinov, 2016,
 * https://arxiv.org/abs/1509.00519
 *
 * @throws `CAPABILITY` where the posterior knows no mean, e.g. behind a flow.
 *
 * @example
 * const { active, units } = await activeUnits({ model, dataset, split: "test" });
 */
export const activeUnits = async (options: ActiveUnitsOptions): Promise<ActiveUnits> => {
  const { threshold = 0.01 } = options;
  const units = options.model.parts.prior?.size ?? 0;
  const mean_Z = new Float64Array(units);
  const squares_Z = new Float64Array(units);
  let items = 0;
  await visitPosteriors(
    options,
    ({ q }) => {
      if (!q.mean) throw withoutMean("activeUnits");
      return [q.mean()];
    },
    ([mean_BZ = new Float32Array()]) => {
      for (let at = 0; at < mean_BZ.length; at += units) {
        items++;
        for (let i = 0; i < units; i++) {
          const value = mean_BZ[at + i] as number;
          const delta = value - (mean_Z[i] as number);
          mean_Z[i] = (mean_Z[i] as number) + delta / items;
          squares_Z[i] = (squares_Z[i] as number) + delta * (value - (mean_Z[i] as number));
        }
      }
    },
  );
  const variance_Z = [...squares_Z].map((squares) => squares / Math.max(1, items - 1));
  return { active: variance_Z.filter((v) => v > threshold).length, units, variance_Z };
};

export const withoutMean = (where: string): TextvaeError =>
  new TextvaeError("CAPABILITY", where, {
    expected: "a posterior with a mean",
    got: "one without",
    hint: "Posteriors behind a flow and some families know none; mutualInformation needs none.",
  });
