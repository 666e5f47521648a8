import type { Tensor2D } from "@tensorflow/tfjs-core";
import { tensor2d, tidy } from "@tensorflow/tfjs-core";
import type { GenerateStrategy, Model, Rng } from "@textvae/core";
import { batchOf, textOf } from "./data/sentences.ts";

/** A latent code on the host. */
export type Code = readonly number[];

export interface DecodeOptions {
  readonly strategy: GenerateStrategy;
  readonly maxLength: number;
  readonly rng: Rng;
}

/** Sentences from codes drawn from the prior, or from a language model alone. */
export const sampleSentences = async (
  model: Model,
  count: number,
  options: DecodeOptions,
): Promise<string[]> => {
  const z_BZ = model.parts.prior
    ? tidy(() => model.prior().sample(options.rng.stream("prior"), count))
    : undefined;
  try {
    return await decodeTensor(model, z_BZ, count, options);
  } finally {
    z_BZ?.dispose();
  }
};

/** Means of the posteriors of sentences, or samples of one that knows no mean. */
export const encodeMeans = (
  model: Model,
  sentences: readonly (readonly number[])[],
  rng: Rng,
): Promise<Code[]> =>
  toHost(
    tidy(() => {
      const q = posteriorOf(model, sentences, rng);
      return q.mean?.() ?? q.sample(rng.stream("posterior"));
    }),
  );

/** One sample of the posterior of each sentence. */
export const encodeSamples = (
  model: Model,
  sentences: readonly (readonly number[])[],
  rng: Rng,
): Promise<Code[]> =>
  toHost(tidy(() => posteriorOf(model, sentences, rng).sample(rng.stream("posterior"))));

/** The sentences that codes stand for. */
export const decodeCodes = async (
  model: Model,
  codes: readonly Code[],
  options: DecodeOptions,
): Promise<string[]> => {
  const z_BZ = tensor2d(codes.map((code) => [...code]));
  try {
    return await decodeTensor(model, z_BZ, codes.length, options);
  } finally {
    z_BZ.dispose();
  }
};

/** `steps` codes from a to b, ends included: along the prior's own path, or a straight line. */
export const pathBetween = (model: Model, a: Code, b: Code, steps: number): Code[] => {
  const between = model.parts.prior?.interpolate ?? straight;
  return Array.from({ length: steps }, (_, i) => between(a, b, i / (steps - 1)));
};

const straight = (a: Code, b: Code, t: number): number[] =>
  a.map((value, i) => value + t * ((b[i] as number) - value));

const posteriorOf = (model: Model, sentences: readonly (readonly number[])[], rng: Rng) => {
  const context = { rng, training: false, step: 0 };
  return model.posterior(batchOf(sentences, model.vocabulary), context);
};

const decodeTensor = async (
  model: Model,
  z_BZ: Tensor2D | undefined,
  count: number,
  options: DecodeOptions,
): Promise<string[]> => {
  const sentences = await model.generate(z_BZ, { ...options, count });
  return sentences.map((ids) => textOf(ids, model.vocabulary));
};

const toHost = async (codes_BZ: Tensor2D): Promise<Code[]> => {
  const [rows, size] = codes_BZ.shape;
  const values = (await codes_BZ.data()) as Float32Array;
  codes_BZ.dispose();
  return Array.from({ length: rows }, (_, i) => [...values.subarray(i * size, (i + 1) * size)]);
};
