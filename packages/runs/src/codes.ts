import { concat, type Tensor2D, tensor2d, tidy } from "@tensorflow/tfjs-core";
import {
  type Batch,
  type Context,
  createYield,
  evaluating,
  type GenerateStrategy,
  type Model,
  type Prior,
  posteriorOf,
  type Rng,
  type Support,
  TextvaeError,
  type Tokenizer,
  withCondition,
} from "@textvae/core";
import { centralCode } from "./central-code.ts";

/** A code of the latent space, and in a conditional model the condition beside it. */
export interface Point {
  readonly z: Float32Array;
  readonly c?: Float32Array;
  /** What of its posterior it is, where it was encoded: the mean, of discrete codes the mode, or a sample. */
  readonly of?: "mean" | "mode" | "sample";
}

/** Work that goes batch by batch. */
export interface Batched {
  /** Items at once; bounds memory. Default 64. */
  readonly batchSize?: number;
  /** When it fires, the work ends by throwing its reason. */
  readonly signal?: AbortSignal;
  /** Told after each batch how much is done, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

/** What is drawn at random on the way to an answer. */
export interface Drawing {
  /** The same seed gives the same answer. Default 0. */
  readonly seed?: number;
  /** A generator that goes on from question to question, in the place of one made of the seed. */
  readonly rng?: Rng;
}

/** How codes are put into words. */
export interface Wording extends Batched, Drawing {
  readonly strategy?: GenerateStrategy;
  /** Longest sentence in ids of the tokenizer. Default 40 words, or as many ids as these take. */
  readonly maxLength?: number | undefined;
}

/** Does the batches one after the other, between which the host may breathe and stop it. */
export const eachBatch = async (
  batches: readonly Int32Array[],
  { signal, onProgress }: Batched,
  work: (rows: Int32Array) => Promise<void>,
): Promise<void> => {
  const yieldToHost = createYield();
  for (const [i, rows] of batches.entries()) {
    signal?.throwIfAborted();
    await work(rows);
    onProgress?.((i + 1) / batches.length);
    await yieldToHost();
  }
};

/**
 * The points of the items of a batch: means of their posteriors (modes where codes are discrete,
 * samples of one that has neither), or samples.
 */
export const pointsOf = async (
  model: Model,
  batch: Batch,
  rng: Rng,
  mode: "mean" | "sample",
): Promise<Point[]> => {
  let of: "mean" | "mode" | "sample" = "sample";
  const tensors = tidy(() => {
    const context: Context = withCondition(model, batch, evaluating(rng));
    const q = posteriorOf(model, batch, context);
    const central = mode === "mean" ? centralCode(q) : undefined;
    if (central?.z_BZ) of = central.of;
    const z_BZ = central?.z_BZ ?? q.sample(rng.stream("posterior"));
    return [z_BZ, ...(context.c_BC ? [context.c_BC] : [])];
  });
  return paired(await Promise.all(tensors.map(rowsOf))).map((point) => ({ ...point, of }));
};

/** The rows of a matrix on the host; disposes it. */
const rowsOf = async (matrix: Tensor2D): Promise<Float32Array[]> => {
  const [rows, width] = matrix.shape;
  const values = Float32Array.from(await matrix.data()); // codes of discrete families are int32
  matrix.dispose();
  return Array.from({ length: rows }, (_, i) => values.slice(i * width, (i + 1) * width));
};

/** Points as one matrix of codes and one of conditions, for the decoder; disposed after use. */
export const withPoints = async <T>(
  points: readonly Point[],
  use: (z_BZ: Tensor2D, c_BC: Tensor2D | undefined) => Promise<T>,
): Promise<T> => {
  const matrix = (rows: readonly Float32Array[]) => tensor2d(rows.map((row) => [...row]));
  const z_BZ = matrix(points.map(({ z }) => z));
  const conditions = points.flatMap(({ c }) => (c ? [c] : []));
  const c_BC = conditions.length > 0 ? matrix(conditions) : undefined;
  try {
    return await use(z_BZ, c_BC);
  } finally {
    z_BZ.dispose();
    c_BC?.dispose();
  }
};

/** Codes of the prior; a conditional one is told the conditions of so many items, in batches. */
export const drawPoints = async (
  model: Model,
  told: readonly Batch[] | undefined,
  count: number,
  rng: Rng,
): Promise<Point[]> => {
  const conditionOf = (batch: Batch) => model.condition(batch, evaluating(rng)) as Tensor2D;
  const tensors = tidy(() => {
    const c_BC = told && concat(told.map(conditionOf), 0);
    const p = model.prior(c_BC);
    const z_BZ = p.sample(rng.stream("prior"), count / p.batch);
    return c_BC ? [z_BZ, c_BC] : [z_BZ];
  });
  return paired(await Promise.all(tensors.map(rowsOf)));
};

/** Rows of codes and, where there are some, of conditions. */
const paired = ([z = [], c]: readonly Float32Array[][]): Point[] =>
  z.map((row, i) => ({ z: row, ...(c?.[i] && { c: c[i] }) }));

/** How far from 1 the length of a code on the sphere may be: what a file of few digits leaves. */
const ROUNDED = 1e-3;

/** Whether a code lies where a family's codes do, or between them. */
const within: Readonly<Record<Support, { expected: string; holds(z: Float32Array): boolean }>> = {
  euclidean: { expected: "a code", holds: () => true },
  sphere: {
    expected: "a code of length 1, on the sphere",
    holds: (z) => Math.abs(Math.hypot(...z) - 1) <= ROUNDED,
  },
  binary: {
    expected: "a code of numbers from 0 to 1",
    holds: (z) => z.every((value) => value >= 0 && value <= 1),
  },
  simplex: {
    expected: "a code of numbers from 0 to 1",
    holds: (z) => z.every((value) => value >= 0 && value <= 1),
  },
};

/** Throws `SHAPE` for a point that is none of the model's latent space. */
export const checkPoint = (
  point: Point,
  { size, support }: Pick<Prior, "size" | "support">,
  where: string,
): void => {
  const values = point?.z;
  const finite = (of: Float32Array) => Array.prototype.every.call(of, Number.isFinite);
  if (point?.c && !finite(point.c)) {
    const expected = "a condition of finite numbers";
    throw new TextvaeError("SHAPE", where, { expected, got: "some that are not" });
  }
  if (values && values.length === size && finite(values)) {
    const { expected, holds } = within[support];
    const z = Float32Array.from(values);
    if (holds(z)) return;
    const got =
      support === "sphere" ? `one of length ${Math.hypot(...z).toPrecision(4)}` : "others";
    throw new TextvaeError("SHAPE", where, { expected, got });
  }
  const got = !values
    ? "none"
    : values.length === size
      ? "some that are not"
      : `${values.length} numbers`;
  throw new TextvaeError("SHAPE", where, { expected: `a code of ${size} finite numbers`, got });
};

/** Nine words of English, by which a tokenizer is asked how many ids it takes for one. */
const NINE_WORDS = "the quick brown fox jumps over the lazy dog";

/** How long sentences may be where nothing is said: 40 words, or as many ids as 40 words of English take. */
export const usualLength = ({ encode }: Pick<Tokenizer, "encode">): number =>
  Math.ceil((40 * encode(NINE_WORDS).length) / 9);
