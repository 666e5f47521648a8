import { Tensor, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core";
import {
  type Batch,
  type Dataset,
  type Distribution,
  type Model,
  type Split,
  TextvaeError,
  type Vocabulary,
} from "@textvae/core";
import { checkPrior, type Elsewhere, familyOf, posteriorsFrom, withoutModel } from "./elsewhere.ts";
import { describe, isList, type Rows, tableOf } from "./given-rows.ts";

/** Items of a split, with what is known of them. */
export type Items = ({ readonly codes: Elsewhere } | Rows) & {
  /** Class of each item, whole numbers. */
  readonly labels_N?: ArrayLike<number>;
  /** Counts of the words of each item, rows of V. */
  readonly counts_NV?: Rows;
};

/** Items by split. */
export type ItemsBySplit = { readonly [split in Split]?: Items };

/** What posteriors alone can't tell of their model. */
export interface ModelFacts {
  /** p(z), of batch 1. */
  readonly prior?: Distribution | undefined;
  /** log p(x|z) in nats of codes of batch number `batch`, `[n·B, Z]` sample-major, as `[n·B]`. */
  readonly logLikelihood?: ((z_NZ: Tensor2D, batch: number) => Tensor1D) | undefined;
}

export interface GivenModel {
  readonly model: Model;
  readonly dataset: Dataset;
  /** The most items of a batch. */
  readonly batchSize: number;
}

/**
 * Posteriors from elsewhere as a model that knows them by heart, and the dataset of their items: what
 * is asked of a model can be asked of them. Batches are those that were handed over.
 */
export const givenModel = (
  where: string,
  splits: ItemsBySplit,
  { prior, logLikelihood }: ModelFacts = {},
): GivenModel => {
  const names = checkSplits(where, splits);
  const held = new Map(names.map((name) => [name, batchesOf(where, splits[name] as Items)]));
  const all = [...held.values()].flat();
  const [first] = all as [Known];
  const words = wordsOf(first);
  for (const known of all) checkAlike(where, first, known);
  const vocabulary = unnamed(words);
  const byBatch = new Map(all.map((known) => [known.batch, known]));
  let asked = first;
  let checked: Distribution | undefined;

  const splitOf = (name: Split): readonly Known[] => {
    const known = held.get(name);
    if (known) return known;
    throw new TextvaeError("SPLIT", where, {
      expected: `one of the splits ${names.join(", ")}`,
      got: JSON.stringify(name) ?? String(name),
      hint: "Give the items of that split beside the others, or ask for one of these.",
    });
  };
  const model: Model = {
    parts: {
      prior: familyOf(where, first.q),
      decoder: { build: () => withoutModel(where, "a decoder") },
    },
    parameters: new Map(),
    vocabulary,
    condition: () => undefined,
    posterior: (batch) => {
      asked = byBatch.get(batch) ?? withoutModel(where, "a model that encodes other items");
      return asked.q;
    },
    prior: () => {
      checked ??= checkPrior(where, prior, first.q);
      return checked;
    },
    logLikelihood: (_, z_BZ) => {
      if (typeof logLikelihood !== "function") {
        return withoutModel(where, "a decoder, or the function logLikelihood");
      }
      return checkRows(where, logLikelihood(z_BZ as Tensor2D, asked.index), z_BZ as Tensor2D);
    },
    generate: async () => withoutModel(where, "a decoder"),
    reset: () => {},
    dispose: () => {},
  };
  const dataset: Dataset = {
    name: "items from elsewhere",
    provides: [],
    vocabulary,
    splits: names,
    size: (name) => splitOf(name).reduce((sum, { batch }) => sum + batch.size, 0),
    epoch: (name) => {
      const known = splitOf(name);
      return { length: known.length, at: (index) => (known[index] as Known).batch };
    },
  };
  return { model, dataset, batchSize: Math.max(...all.map(({ batch }) => batch.size)) };
};

interface Known {
  readonly index: number;
  readonly batch: Batch;
  readonly q: Distribution;
}

/** Words that are known by their columns alone, or none. */
const unnamed = (size: number): Vocabulary => {
  const words = Array.from({ length: size }, (_, id) => `word ${id}`);
  const id = (word: string) => words.indexOf(word);
  return { size, words, eos: -1, unk: -1, id, word: (at) => words[at] ?? "" };
};

const SPLITS: readonly string[] = ["train", "valid", "test"];

const checkSplits = (where: string, splits: ItemsBySplit): Split[] => {
  const plain = typeof splits === "object" && splits !== null && !isList(splits);
  const names = plain ? Object.keys(splits) : [];
  if (names.length > 0 && names.every((name) => SPLITS.includes(name))) return names as Split[];
  throw new TextvaeError("OPTION", where, {
    expected: "{ model, dataset } or items by split, { train, valid, test }",
    got: describe(splits),
  });
};

const batchesOf = (where: string, items: Items): Known[] => {
  const bare = typeof items !== "object" || items === null || !("codes" in items);
  const posteriors = posteriorsFrom(where, bare ? (items as Rows) : items.codes);
  const count = posteriors.reduce((sum, { batch }) => sum + batch, 0);
  const { labels_N, counts_NV } = items;
  const labels = labels_N === undefined ? undefined : labelsOf(where, labels_N, count);
  const counts = counts_NV === undefined ? undefined : countsOf(where, counts_NV, count);
  let from = 0;
  return posteriors.map((q, index) => {
    const to = from + q.batch;
    const batch: Batch = {
      size: q.batch,
      ...(labels && { labels_B: labels.slice(from, to) }),
      ...(counts && {
        counts_BV: counts.values_NZ.slice(from * counts.size, to * counts.size),
      }),
    };
    from = to;
    return { index, batch, q };
  });
};

export const labelsOf = (where: string, labels_N: ArrayLike<number>, count: number): Int32Array => {
  const whole = isList(labels_N) && Array.from(labels_N).every((n) => (n | 0) === n);
  if (whole && labels_N.length === count) return Int32Array.from(labels_N);
  throw new TextvaeError("SHAPE", `${where}.labels_N`, {
    expected: `${count} whole numbers, a class for each code`,
    got: whole ? `${labels_N.length}` : describe(labels_N),
    hint: "Number the classes from 0.",
  });
};

const countsOf = (where: string, counts_NV: Rows, count: number) => {
  const counts = tableOf(`${where}.counts_NV`, counts_NV);
  if (counts.count === count && counts.values_NZ.every((n) => n >= 0)) return counts;
  throw new TextvaeError("SHAPE", `${where}.counts_NV`, {
    expected: `${count} rows of counts ≥ 0, one for each code`,
    got: counts.count === count ? "a negative count" : `${counts.count} rows`,
  });
};

const checkRows = (where: string, logProb_N: Tensor1D, { shape: [rows] }: Tensor2D): Tensor1D => {
  if (logProb_N instanceof Tensor && logProb_N.rank === 1 && logProb_N.shape[0] === rows) {
    return logProb_N;
  }
  throw new TextvaeError("SHAPE", `${where}.logLikelihood`, {
    expected: `a tensor [${rows}], log p(x|z) of each code`,
    got: describe(logProb_N),
  });
};

const wordsOf = ({ batch }: Known): number => (batch.counts_BV?.length ?? 0) / batch.size;

const checkAlike = (where: string, first: Known, other: Known): void => {
  const of = (known: Known) =>
    `codes of ${known.q.eventShape[0]} numbers and counts of ${wordsOf(known)} words`;
  if (of(first) === of(other)) return;
  throw new TextvaeError("SHAPE", where, {
    expected: `${of(first)} in every split`,
    got: of(other),
  });
};
