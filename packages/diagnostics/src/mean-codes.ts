import { gather } from "./rows.ts";
import { type Source, visitPosteriors } from "./source.ts";

/** The codes of a split on the host. */
export interface MeanCodes {
  /** Row-major `[N, Z]`. */
  readonly codes_NZ: Float32Array;
  /** Z. */
  readonly size: number;
  /** Classes of the items; empty without labels. */
  readonly labels_N: Int32Array;
}

/**
 * The mean of the posterior of every item, or a sample where a posterior knows no mean.
 *
 * @throws `CAPABILITY` for a model without a code, `SPLIT` for a split that is not there.
 *
 * @example
 * const { codes_NZ, size } = await meanCodes({ model, dataset, split: "train" });
 */
export const meanCodes = async (source: Source): Promise<MeanCodes> => {
  const parts: Float32Array[] = [];
  const labels: number[] = [];
  let size = 0;
  await visitPosteriors(
    source,
    ({ q, context }) => {
      const code_BZ = q.mean?.() ?? q.sample(context.rng.stream("posterior"));
      size = code_BZ.shape[1] as number;
      return [code_BZ];
    },
    ([codes], { labels_B }) => {
      if (codes) parts.push(codes);
      labels.push(...(labels_B ?? []));
    },
  );
  return { codes_NZ: gather(parts), size, labels_N: Int32Array.from(labels) };
};
