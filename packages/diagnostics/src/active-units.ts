import {
  div,
  mean,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { type Distribution, TextvaeError } from "@textvae/core";
import { type Elsewhere, isGiven } from "./elsewhere.ts";
import { type Measure, type Source, sourceOf, type Visit, visitPosteriors } from "./source.ts";

/** Variance above which a unit counts as active. */
const THRESHOLD = 0.01;

export interface ActiveUnitsOptions extends Source {
  /** Variance above which a unit counts as active. Default 0.01. */
  readonly threshold?: number;
  /** Codes drawn of each item where the posterior knows no mean, at least 2. Default 16. */
  readonly samples?: number;
}

export interface ActiveUnits {
  readonly active: number;
  readonly units: number;
  /** Var_x(E[z_i|x]) of each unit, unbiased. */
  readonly variance_Z: readonly number[];
  /** What was measured of each posterior; never print the number without it. */
  readonly estimator: string;
}

/**
 * The number of units i whose posterior mean varies from item to item,
 * Var_x(E_q[z_i|x]) > 0.01, with the unbiased variance over the split. Where a posterior knows no
 * mean, as behind a flow, it is the mean of S samples, and the part of the variance that is their
 * noise, E_x Var_q[z_i|x]/S, is taken off: unbiased too, but noisy near the threshold. On the
 * sphere the mean is the mean direction, whose Z coordinates share a variance of at most 1: with Z
 * near 100 the threshold then says little.
 *
 * Source: "Importance Weighted Autoencoders", Burda, Grosse and Salakhutdinov, 2016,
 * https://arxiv.org/abs/1509.00519
 *
 * Codes from elsewhere, rows `[N, Z]`, count as means; of posteriors their means do.
 *
 * @throws `OPTION` for fewer than two samples, `SHAPE` for what is neither rows nor posteriors,
 * `CAPABILITY` for a single item, whose mean can't vary.
 *
 * @example
 * const { active, units } = await activeUnits({ model, dataset, split: "test" });
 * await activeUnits(codes_NZ, { threshold: 0.02 });
 */
export const activeUnits = async (
  from: ActiveUnitsOptions | Elsewhere,
  options: Measure<ActiveUnitsOptions> = {},
): Promise<ActiveUnits> => {
  const source = sourceOf<ActiveUnitsOptions>("activeUnits", from, options);
  const { threshold = THRESHOLD, samples = 16 } = source;
  if (!(Number.isInteger(samples) && samples >= 2)) {
    throw new TextvaeError("OPTION", "activeUnits.samples", {
      expected: "a whole number ≥ 2",
      got: String(samples),
    });
  }
  if (!Number.isFinite(threshold)) {
    throw new TextvaeError("OPTION", "activeUnits.threshold", {
      expected: "a finite number",
      got: String(threshold),
    });
  }
  const units = source.model.parts.prior?.size ?? 0;
  const [means, noise] = [momentsOf(units), momentsOf(units)];
  let estimator = "posterior mean";
  await visitPosteriors(
    source,
    ({ q, context }) => {
      if (isGiven(q)) estimator = "codes as given";
      if (q.mean) return [q.mean()];
      estimator = `mean of ${samples} samples, less their noise`;
      return meanOfSamples(q, context, samples);
    },
    ([mean_BZ, noise_BZ]) => {
      means.add(mean_BZ);
      noise.add(noise_BZ);
    },
  );
  if (means.rows() < 2) {
    throw new TextvaeError("CAPABILITY", "activeUnits", {
      expected: "at least two items, whose means can vary",
      got: `${means.rows()}`,
    });
  }
  const variance_Z = [...means.variance()].map((all, i) => all - (noise.mean()[i] as number));
  return {
    active: variance_Z.filter((v) => isActiveUnit(v, threshold)).length,
    units,
    variance_Z,
    estimator,
  };
};

/** Whether a unit whose mean varies so much counts as active. Throws `OPTION` for what is no number. */
export const isActiveUnit = (variance: number, threshold: number = THRESHOLD): boolean => {
  for (const [where, given] of Object.entries({ variance, threshold })) {
    if (typeof given === "number") continue;
    const got = JSON.stringify(given) ?? typeof given;
    throw new TextvaeError("OPTION", `isActiveUnit, ${where}`, { expected: "a number", got });
  }
  return variance > threshold;
};

/**
 * By what rule units were counted at the usual threshold, to stand beside their number. Throws `OPTION` for what
 * `activeUnits` did not find.
 *
 * @example
 * const units = await activeUnits({ model, dataset, split: "test" });
 * console.log(`${units.active} of ${units.units} (${activeUnitsRule(units)})`);
 */
export const activeUnitsRule = (units: Pick<ActiveUnits, "estimator">): string => {
  const estimator: unknown = (units as typeof units | null | undefined)?.estimator;
  if (typeof estimator === "string") return `variance over items > ${THRESHOLD}; ${estimator}`;
  const got = JSON.stringify(units) ?? typeof units;
  throw new TextvaeError("OPTION", "activeUnitsRule", { expected: "what activeUnits found", got });
};

/** The mean of S samples of each posterior, and the variance that it has of their noise, `[B, Z]`. */
const meanOfSamples = (
  q: Distribution,
  { rng }: Visit["context"],
  samples: number,
): [Tensor2D, Tensor2D] => {
  const z_NZ = q.sample(rng.stream("posterior"), samples);
  const z_SBZ = reshape(z_NZ, [samples, q.batch, -1]);
  const mean_BZ: Tensor = mean(z_SBZ, 0);
  const squares_BZ = sum(square(sub(z_SBZ, mean_BZ)), 0);
  return [mean_BZ, div(squares_BZ, samples * (samples - 1))] as [Tensor2D, Tensor2D];
};

/** Means and unbiased variances of columns, row after row (Welford). */
const momentsOf = (columns: number) => {
  const mean_Z = new Float64Array(columns);
  const squares_Z = new Float64Array(columns);
  let rows = 0;
  return {
    add(values_BZ: Float32Array = new Float32Array()): void {
      for (let at = 0; at < values_BZ.length; at += columns) {
        rows++;
        for (let i = 0; i < columns; i++) {
          const value = values_BZ[at + i] as number;
          const delta = value - (mean_Z[i] as number);
          mean_Z[i] = (mean_Z[i] as number) + delta / rows;
          squares_Z[i] = (squares_Z[i] as number) + delta * (value - (mean_Z[i] as number));
        }
      }
    },
    rows: (): number => rows,
    mean: (): Float64Array => mean_Z,
    variance: (): Float64Array => squares_Z.map((squares) => squares / Math.max(1, rows - 1)),
  };
};

export const withoutMean = (where: string): TextvaeError =>
  new TextvaeError("CAPABILITY", where, {
    expected: "a posterior with a mean",
    got: "one without",
    hint: "Posteriors behind a flow and some families know none; ask for the mutual information or for active units.",
  });
