import type { Distribution } from "@textvae/core";
import { type Elsewhere, isGiven } from "./elsewhere.ts";
import { gather } from "./rows.ts";
import { type Measure, type Source, sourceOf, visitPosteriors } from "./source.ts";

/** The codes of a split on the host. */
export interface MeanCodes {
  /** Row-major `[N, Z]`. */
  readonly codes_NZ: Float32Array;
  /** Z. */
  readonly size: number;
  /** Classes of the items; empty without labels. */
  readonly labels_N: Int32Array;
  /** Which codes these are, e.g. "posterior means before the flows"; never speak of them without. */
  readonly what: string;
}

export interface MeanCodesOptions extends Source {
  /** Before the flows, where a curvature penalty looks first, or behind them. Default behind. */
  readonly space?: "before flows" | "behind flows";
}

/**
 * The mean of the posterior of every item, or a sample where a posterior knows no mean: behind a flow
 * there is none, before the flows there is the mean of the family. Of posteriors from elsewhere the
 * same, without labels.
 *
 * @throws `CAPABILITY` for a model without a code, `SPLIT` for a split that is not there, `SHAPE` for
 * what is neither rows nor posteriors.
 *
 * @example
 * const { codes_NZ, size } = await meanCodes({ model, dataset, split: "train" });
 * await meanCodes(diagonalGaussian({ mean_BZ, logStd_BZ }));
 */
export const meanCodes = async (
  from: MeanCodesOptions | Elsewhere,
  options: Measure<MeanCodesOptions> = {},
): Promise<MeanCodes> => {
  const { space = "behind flows", ...source } = sourceOf<MeanCodesOptions>(
    "meanCodes",
    from,
    options,
  );
  const parts: Float32Array[] = [];
  const labels: number[] = [];
  let size = 0;
  let what = "posterior means";
  await visitPosteriors(
    source,
    ({ q: given, context }) => {
      const q = space === "before flows" ? (given.base ?? given) : given;
      const code_BZ = q.mean?.() ?? q.sample(context.rng.stream("posterior"));
      what = isGiven(q) ? "codes as given" : nameOf(q, given);
      size = code_BZ.shape[1] as number;
      return [code_BZ];
    },
    ([codes], { labels_B }) => {
      if (codes) parts.push(codes);
      labels.push(...(labels_B ?? []));
    },
  );
  return { codes_NZ: gather(parts), size, labels_N: Int32Array.from(labels), what };
};

const nameOf = (q: Distribution, given: Distribution): string =>
  `${q.mean ? "posterior means" : "samples of the posteriors"}${placeOf(q, given)}`;

const placeOf = (q: Distribution, given: Distribution): string => {
  if (!given.base) return "";
  return q === given ? " behind the flows" : " before the flows";
};
