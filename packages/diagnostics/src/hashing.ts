import { type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import {
  createRng,
  type Dataset,
  type Model,
  type Rng,
  type Split,
  type Support,
  TextvaeError,
} from "@textvae/core";
import { binarise, medians } from "./binary-codes.ts";
import { precisionAt } from "./precision.ts";

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
  /** k. Default 100. */
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
}

const THRESHOLDS: Readonly<Record<Support, Threshold>> = {
  binary: 0.5,
  simplex: 0.5,
  euclidean: "median",
  sphere: "median",
};

/**
 * Semantic hashing with the codes of a model: a bit per coordinate of the posterior's mean (of a
 * sample, where it knows no mean), 1 above the threshold, and P@k by Hamming distance.
 *
 * Source: "Semantic Hashing", Salakhutdinov and Hinton, 2009,
 * https://doi.org/10.1016/j.ijar.2008.11.006; medians as in "Variational Deep Semantic Hashing for
 * Text Documents", Chaidaroon and Fang, 2017, https://arxiv.org/abs/1708.03436
 *
 * @throws {TextvaeError} `CAPABILITY` for a model without a code and for a dataset without labels,
 * `SPLIT` for a split that is not there, `OPTION` when k is out of range.
 *
 * @example
 * const { bits, precision } = await hashing({ model, dataset });
 */
export const hashing = async (options: HashingOptions): Promise<Hashing> => {
  const { model, dataset, queries = "test", database = "train", neighbours = 100 } = options;
  const threshold = options.threshold ?? THRESHOLDS[supportOf(model)];
  const { stream } = createRng(options.seed ?? 0);
  const known = await encodedItems(model, dataset, database, stream(database));
  const asked = await encodedItems(model, dataset, queries, stream(queries));
  const bits = known.width;
  const thresholds_Z =
    threshold === "median" ? medians(known.codes_NZ, bits) : new Float32Array(bits).fill(threshold);
  const hashed = ({ codes_NZ, labels_N }: EncodedItems) => ({
    codes: binarise(codes_NZ, thresholds_Z),
    labels_N,
  });
  const precision = precisionAt(neighbours, { queries: hashed(asked), database: hashed(known) });
  return { bits, precision, neighbours, threshold, queries, database };
};

interface EncodedItems {
  /** Row-major `[N, Z]`. */
  readonly codes_NZ: Float32Array;
  readonly labels_N: Int32Array;
  /** Z. */
  readonly width: number;
}

const BATCH = 100;

/** The code and the class of every item of a split. */
const encodedItems = async (
  model: Model,
  dataset: Dataset,
  split: Split,
  rng: Rng,
): Promise<EncodedItems> => {
  const epoch = dataset.epoch(split, { batchSize: BATCH });
  const context = { rng, training: false, step: 0 };
  const labels: number[] = [];
  const codes: Float32Array[] = [];
  let width = 0;
  for (let index = 0; index < epoch.length; index++) {
    const batch = epoch.at(index);
    if (!batch.labels_B) throw withoutLabels(dataset);
    const code_BZ = tidy((): Tensor2D => {
      const q = model.posterior(batch, context);
      return q.mean?.() ?? q.sample(rng);
    });
    width = code_BZ.shape[1];
    codes.push((await code_BZ.data()) as Float32Array);
    labels.push(...batch.labels_B);
    code_BZ.dispose();
  }
  const codes_NZ = new Float32Array(labels.length * width);
  for (const [index, code_BZ] of codes.entries()) codes_NZ.set(code_BZ, index * BATCH * width);
  return { codes_NZ, labels_N: Int32Array.from(labels), width };
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
    got: `${dataset.name}, which provides ${dataset.provides.join(", ")}`,
  });
