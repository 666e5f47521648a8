import { type Dataset, type Model, type Split, TextvaeError } from "@textvae/core";
import { type MeanCodes, meanCodes } from "@textvae/diagnostics";

const BATCH = 128;

/** Where codes gather, and how many of them at each place. */
export interface CodeCentres {
  readonly centres: readonly (readonly number[])[];
  readonly sizes: readonly number[];
  /** What of the posteriors the codes are. */
  readonly of: string;
  /** How many codes were looked at. */
  readonly codes: number;
  readonly converged: boolean;
}

/**
 * The centres of the codes of a split by k-means, of the means of posteriors before the flows.
 *
 * @throws {TextvaeError} `OPTION` for more centres than items.
 */
export const codeCentres = async (
  model: Model,
  dataset: Dataset,
  { count, split, seed }: { readonly count: number; readonly split: Split; readonly seed: number },
): Promise<CodeCentres> => {
  const items = dataset.size(split);
  if (items < count) {
    throw new TextvaeError("OPTION", "--count", {
      expected: `at most ${items}, the items of ${split}`,
      got: String(count),
    });
  }
  const { kmeans } = await import("ml-kmeans");
  const source = { model, dataset, split, batchSize: BATCH };
  const found = await meanCodes({ ...source, space: "before flows" });
  const codes = rowsOf(found);
  const { centroids, clusters, converged } = kmeans(codes, count, { seed, maxIterations: 300 });
  const sizes = centroids.map((_, i) => clusters.filter((cluster) => cluster === i).length);
  return { centres: centroids, sizes, of: found.what, codes: codes.length, converged };
};

const rowsOf = ({ codes_NZ, size }: MeanCodes): number[][] =>
  Array.from({ length: codes_NZ.length / size }, (_, i) => [
    ...codes_NZ.subarray(i * size, (i + 1) * size),
  ]);
