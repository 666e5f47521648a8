import { type Dataset, type Model, type Split, type Support, TextvaeError } from "@textvae/core";
import { binarise, medians } from "./binary-codes.ts";
import type { ItemsBySplit } from "./given-model.ts";
import { type MeanCodes, meanCodes } from "./mean-codes.ts";
import { checkNeighbours, precisionAt } from "./precision.ts";
import { type Source, splitsOf } from "./source.ts";

/** Where a coordinate of a code turns from bit 0 to bit 1: its median in the database, or a number. */
export type Threshold = "median" | number;

export interface HashingOptions {
  readonly model: Model;
  /** Labelled. */
  readonly dataset: Dataset;
  /** Whose neighbours are looked for. Default `test`. */
  readonly queries?: Split;
  /** Where they are looked for. Default `train`. */
  readonly database?: Split;
  /** k. Default 100, or as many as there are. */
  readonly neighbours?: number;
  /** Default: ½ for binary codes and on the simplex, the median for others. */
  readonly threshold?: Threshold;
  /** Seeds the codes of a posterior that knows no mean. */
  readonly seed?: number;
}

/** How well the codes of a model find documents of the same class. */
export interface Hashing {
  readonly bits: number;
  /** P@k. */
  readonly precision: number;
  readonly neighbours: number;
  readonly threshold: Threshold;
  readonly queries: Split;
  readonly database: Split;
  /** There where queries and database are one split: each query was left out of its neighbours. */
  readonly queryLeftOut?: true;
}

const THRESHOLDS: Readonly<Record<Support, Threshold>> = {
  binary: 0.5,
  simplex: 0.5,
  euclidean: "median",
  sphere: "median",
};

/**
 * Semantic hashing with the codes of a model: a bit per coordinate of the posterior's mean (of a
 * sample, where it knows no mean), 1 above the threshold, and P@k by Hamming distance. Where both
 * splits are one, each document is looked for among the others.
 *
 * Source: "Semantic Hashing", Salakhutdinov and Hinton, 2009,
 * https://doi.org/10.1016/j.ijar.2008.11.006; medians as in "Variational Deep Semantic Hashing for
 * Text Documents", Chaidaroon and Fang, 2017, https://arxiv.org/abs/1708.03436
 *
 * Codes from elsewhere come by split, with the class of each. Of rows that hold 0 and 1 alone the
 * threshold is ½, as of binary codes.
 *
 * @throws {TextvaeError} `CAPABILITY` for a model without a code and for a dataset without labels,
 * `SPLIT` for a split that is not there, `OPTION` when k is out of range, `SHAPE` for codes or
 * labels that are none.
 *
 * @example
 * const { bits, precision } = await hashing({ model, dataset });
 * const items = { train: { codes, labels_N }, test: { codes: others, labels_N: theirs } };
 * await hashing(items, { neighbours: 10 });
 */
export const hashing = async (
  from: HashingOptions | ItemsBySplit,
  asked: Omit<HashingOptions, "model" | "dataset"> = {},
): Promise<Hashing> => {
  const options = splitsOf<HashingOptions>("hashing", from, asked);
  const { model, queries = "test", database = "train" } = options;
  const { dataset } = options;
  const same = queries === database;
  const most = dataset.splits.includes(database) ? dataset.size(database) - Number(same) : 100;
  const neighbours = options.neighbours ?? Math.min(100, most);
  if (dataset.splits.includes(database)) {
    checkNeighbours("hashing.neighbours", neighbours, dataset.size(database), same);
  }
  checkThreshold(options.threshold);
  const threshold = options.threshold ?? THRESHOLDS[supportOf(model)];
  const encode = (split: Split) => labelledCodes({ ...options, split });
  const known = await encode(database);
  const sought = same ? known : await encode(queries);
  const bits = known.size;
  const thresholds_Z =
    threshold === "median" ? medians(known.codes_NZ, bits) : new Float32Array(bits).fill(threshold);
  const hashed = ({ codes_NZ, labels_N }: MeanCodes) => ({
    codes: binarise(codes_NZ, thresholds_Z),
    labels_N,
  });
  const items = { queries: hashed(sought), database: hashed(known), same };
  const precision = precisionAt(neighbours, items);
  const told = { bits, precision, neighbours, threshold, queries, database };
  return { ...told, ...(same && { queryLeftOut: true }) };
};

const checkThreshold = (threshold: Threshold | undefined): void => {
  if (threshold === undefined || threshold === "median" || Number.isFinite(threshold)) return;
  throw new TextvaeError("OPTION", "hashing.threshold", {
    expected: '"median" or a finite number',
    got: String(threshold),
  });
};

const labelledCodes = async (source: Source): Promise<MeanCodes> => {
  const codes = await meanCodes(source);
  if (codes.labels_N.length * codes.size === codes.codes_NZ.length) return codes;
  throw withoutLabels(source.dataset);
};

const supportOf = (model: Model): Support => {
  if (model.parts.prior) return model.parts.prior.support;
  throw new TextvaeError("CAPABILITY", "hashing", {
    expected: "a model with a latent code",
    got: "one without",
  });
};

const withoutLabels = (dataset: Dataset): TextvaeError =>
  new TextvaeError("CAPABILITY", "hashing", {
    expected: "a dataset whose items have labels",
    got: `${dataset.name}, which provides ${dataset.provides.join(", ") || "none"}`,
    hint: "Take a labelled corpus; codes from elsewhere come with labels_N.",
  });
