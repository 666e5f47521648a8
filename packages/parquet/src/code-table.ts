import type { Estimator } from "@textvae/core";
import { principal, project } from "@textvae/explorer";
import {
  classesOf,
  type EncodeOptions,
  type Items,
  type Point,
  type TrainedModel,
} from "@textvae/runs";

/** What is told of each item, column by column, in their order. */
export interface CodeTable {
  readonly texts: readonly string[];
  readonly points: readonly Point[];
  /** Places along the first two principal directions of these codes, row-major `[N, 2]`. */
  readonly place_N2: Float32Array;
  /** Names of classes; absent where items have none. */
  readonly labels?: readonly string[];
  /** Estimate of −log p(x) of each item, nats. */
  readonly nll_N: Float64Array;
  /** What the columns are of, and by which estimators. */
  readonly facts: TableFacts;
}

export interface TableFacts {
  readonly recipe: string;
  /** Updates of the checkpoint whose weights these are. */
  readonly step: number;
  /** Where the items come from, e.g. the split. */
  readonly from: string;
  readonly seed: number;
  /** What of each posterior a code is. */
  readonly of: NonNullable<Point["of"]>;
  readonly layout: { readonly name: "pca"; readonly explained: readonly number[] };
  readonly nll?: Estimator;
}

export interface TableOptions extends Omit<EncodeOptions, "rng"> {
  readonly items: Items;
  /** Where they come from, e.g. the split. */
  readonly from: string;
}

/**
 * Codes of items with their words, class, cost in nats, and their place on the map: the layout by
 * principal directions that the explorer begins with.
 *
 * @throws {TextvaeError} `CAPABILITY` for a language model, which has no codes.
 *
 * @example
 * const table = await codeTable(trained, { items: itemsOf(dataset, "test"), from: "test" });
 * await writeFile("codes.parquet", await encodeParquet(table));
 */
export const codeTable = async (
  trained: TrainedModel,
  { items, from, mode = "mean", seed = 0, batchSize = 64, signal, onProgress }: TableOptions,
): Promise<CodeTable> => {
  const half = (before: number) => ({
    ...{ seed, batchSize },
    ...(signal && { signal }),
    ...(onProgress && { onProgress: (done: number) => onProgress((before + done) / 2) }),
  });
  const points = await trained.encode(items, { mode, ...half(0) });
  const scores = await trained.score(items, half(1));
  const { recipe, step, latent, data } = trained.facts;
  const codes = { values: flat(points, latent), width: latent };
  const projection = principal(codes, { count: 2, centred: true });
  const classes = data.labels && classesOf(items);
  const estimator = scores[0]?.estimator;
  return {
    texts: trained.wordings(items),
    points,
    place_N2: project(codes, projection),
    ...(classes && { labels: Array.from(classes, (i) => data.labels?.[i] ?? String(i)) }),
    nll_N: Float64Array.from(scores, ({ nll }) => nll),
    facts: {
      ...{ recipe, step, from, seed, of: points[0]?.of ?? "mean" },
      layout: { name: "pca", explained: projection.explained },
      ...(estimator && { nll: estimator }),
    },
  };
};

const flat = (points: readonly Point[], width: number): Float32Array => {
  const values = new Float32Array(points.length * width);
  for (const [n, { z }] of points.entries()) values.set(z, n * width);
  return values;
};
