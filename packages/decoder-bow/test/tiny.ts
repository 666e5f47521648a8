import { type Tensor, tensor, tensor2d } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import {
  type Context,
  createRng,
  createScope,
  type GenerateOptions,
  type GenerateStrategy,
  type Parameters,
  type Sizes,
} from "@textvae/core";
import { bagVocabulary } from "@textvae/text";
import { type BowDecoderInput, bowDecoder } from "../src/index.ts";

export const startCpu = () => cpu().start();

/** A bag of five words, none reserved. */
export const sizesOf = (overrides: Partial<Sizes> = {}): Sizes => ({
  vocabulary: bagVocabulary(["a", "b", "c", "d", "e"]),
  features: 0,
  latent: 2,
  condition: 0,
  labels: 0,
  ...overrides,
});

export const context = (training = false, seed = 1): Context => ({
  rng: createRng(seed),
  training,
  step: 0,
});

export const build = (options: BowDecoderInput = {}, sizes = sizesOf()) => {
  const scope = createScope(createRng(1));
  const decoder = bowDecoder(options).build(scope, sizes);
  setToSines(scope.parameters);
  return { decoder, scope };
};

/** The k-th parameter in order of creation becomes ½ sin(1.3k + 0.7i) at flat index i. */
const setToSines = (parameters: Parameters): void => {
  [...parameters.values()].forEach((parameter, k) => {
    const sines = Array.from(
      { length: parameter.size },
      (_, i) => 0.5 * Math.sin(1.3 * k + 0.7 * i),
    );
    parameter.assign(tensor(sines, parameter.shape));
  });
};

export const rows = (values: number[][]) => tensor2d(values);

export const valuesOf = async (tensor: Tensor): Promise<number[]> => {
  const values = [...(await tensor.data())];
  tensor.dispose();
  return values;
};

export const request = (
  strategy: GenerateStrategy,
  { count = 1, maxLength = 3, seed = 1 } = {},
): GenerateOptions => ({ count, maxLength, strategy, rng: createRng(seed) });

export const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
