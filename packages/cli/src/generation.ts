import { concat, type Tensor2D, tensor2d, tidy } from "@tensorflow/tfjs-core";
import {
  type Batch,
  type Context,
  type GenerateStrategy,
  type Model,
  posteriorOf,
  type Rng,
  withCondition,
} from "@textvae/core";
import { textOf } from "./data/sentences.ts";

/** A latent code, or a condition, on the host. */
export type Code = readonly number[];

/** What a decoder is given: a code and, in a conditional model, a condition. */
export interface Point {
  readonly z: Code;
  readonly c?: Code;
}

export interface DecodeOptions {
  readonly strategy: GenerateStrategy;
  readonly maxLength: number;
  readonly rng: Rng;
}

/**
 * Sentences from codes drawn from the prior, or from a language model alone. A conditional model is
 * told the conditions of as many items.
 */
export const sampleSentences = async (
  model: Model,
  count: number,
  options: DecodeOptions,
  told: readonly Batch[] = [],
): Promise<string[]> => {
  const c_BC = model.parts.condition && tidy(() => conditionsOf(model, told, options.rng));
  const z_BZ = model.parts.prior && tidy(() => draw(model, c_BC, count, options.rng));
  try {
    return await decodeTensors(model, z_BZ, c_BC, count, options);
  } finally {
    z_BZ?.dispose();
    c_BC?.dispose();
  }
};

/**
 * The mean of the posterior of each item (a sample of one that knows no mean), or a sample, beside
 * what the model is told of the item.
 */
export const encode = async (
  model: Model,
  items: readonly Batch[],
  rng: Rng,
  how: "mean" | "sample",
): Promise<Point[]> => {
  const points: Point[] = [];
  for (const item of items) {
    const tensors = tidy(() => {
      const context = withCondition(model, item, evaluation(rng));
      const { c_BC } = context;
      const q = posteriorOf(model, item, context);
      const mean = how === "mean" ? q.mean?.() : undefined;
      return [mean ?? q.sample(rng.stream("posterior")), ...(c_BC ? [c_BC] : [])];
    });
    const [z = [], c] = await Promise.all(tensors.map(toHost));
    points.push({ z, ...(c && { c }) });
  }
  return points;
};

/** The sentences that points stand for. */
export const decodePoints = async (
  model: Model,
  points: readonly Point[],
  options: DecodeOptions,
): Promise<string[]> => {
  const z_BZ = rowsOf(points.map(({ z }) => z));
  const conditions = points.flatMap(({ c }) => (c ? [c] : []));
  const c_BC = conditions.length > 0 ? rowsOf(conditions) : undefined;
  try {
    return await decodeTensors(model, z_BZ, c_BC, points.length, options);
  } finally {
    z_BZ.dispose();
    c_BC?.dispose();
  }
};

/**
 * `steps` points from a to b, ends included: codes along the prior's own path or a straight line,
 * conditions along a straight line.
 */
export const pathBetween = (model: Model, a: Point, b: Point, steps: number): Point[] => {
  const between = model.parts.prior?.interpolate ?? straight;
  return Array.from({ length: steps }, (_, i) => {
    const t = i / (steps - 1);
    return { z: between(a.z, b.z, t), ...(a.c && b.c && { c: straight(a.c, b.c, t) }) };
  });
};

const straight = (a: Code, b: Code, t: number): number[] =>
  a.map((value, i) => value + t * ((b[i] as number) - value));

const evaluation = (rng: Rng): Context => ({ rng, training: false, step: 0 });

const conditionsOf = (model: Model, items: readonly Batch[], rng: Rng): Tensor2D =>
  concat(
    items.map((item) => model.condition(item, evaluation(rng)) as Tensor2D),
    0,
  );

/** A prior without a network is one distribution for all items. */
const draw = (model: Model, c_BC: Tensor2D | undefined, count: number, rng: Rng): Tensor2D => {
  const p = model.prior(c_BC);
  return p.sample(rng.stream("prior"), count / p.batch);
};

const decodeTensors = async (
  model: Model,
  z_BZ: Tensor2D | undefined,
  c_BC: Tensor2D | undefined,
  count: number,
  options: DecodeOptions,
): Promise<string[]> => {
  const sentences = await model.generate(z_BZ, { ...options, count, ...(c_BC && { c_BC }) });
  return sentences.map((ids) => textOf(ids, model.vocabulary));
};

const rowsOf = (codes: readonly Code[]): Tensor2D => tensor2d(codes.map((code) => [...code]));

/** The numbers of one row; disposes it. */
const toHost = async (row: Tensor2D): Promise<Code> => {
  const values = [...(await row.data())];
  row.dispose();
  return values;
};
