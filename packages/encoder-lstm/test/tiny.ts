import "@tensorflow/tfjs-backend-cpu";
import { setBackend, type Tensor, tensor } from "@tensorflow/tfjs-core";
import {
  type Batch,
  type Context,
  createRng,
  createScope,
  type Parameters,
  type Sizes,
} from "@textvae/core";
import { lstmEncoder } from "../src/index.ts";
import type { LstmEncoderInput } from "../src/options.ts";

export const startCpu = async (): Promise<void> => {
  await setBackend("cpu");
};

const words = ["<eos>", "<unk>", "a", "b", "c"];

export const sizes: Sizes = {
  vocabulary: {
    size: 5,
    words,
    eos: 0,
    unk: 1,
    id: (word) => Math.max(1, words.indexOf(word)),
    word: (id) => words[id] as string,
  },
  features: 0,
  latent: 2,
  condition: 0,
  labels: 0,
};

/** Sentences of word ids as a batch; `padding` more columns than needed, filled with `pad`. */
export const batchOf = (
  sentences: readonly (readonly number[])[],
  { padding = 0, pad = -1 } = {},
): Batch => {
  const lengths_B = Int32Array.from(sentences, ({ length }) => length + 1);
  const time = Math.max(...lengths_B) + padding;
  const tokens_BT = new Int32Array(sentences.length * time).fill(pad);
  sentences.forEach((ids, row) => {
    tokens_BT.set([...ids, 0], row * time);
  });
  return { size: sentences.length, text: { tokens_BT, lengths_B, time } };
};

export const context = (seed = 1, training = false): Context => ({
  rng: createRng(seed),
  training,
  step: 0,
});

/** The k-th parameter in order of creation becomes ½ sin(1.3k + 0.7i) at flat index i. */
export const setToSines = (parameters: Parameters): void => {
  [...parameters.values()].forEach((parameter, k) => {
    const values = Float32Array.from({ length: parameter.size }, (_, i) =>
      Math.fround(0.5 * Math.sin(1.3 * k + 0.7 * i)),
    );
    const value = tensor(values, parameter.shape);
    parameter.assign(value);
    value.dispose();
  });
};

export const build = (options: LstmEncoderInput = {}) => {
  const scope = createScope(createRng(1));
  const encoder = lstmEncoder({ embedding: 2, hidden: 3, ...options });
  return { encoder, scope, encode: encoder.build(scope.child("encoder"), sizes) };
};

/** The rows of a matrix, which is disposed. */
export const rowsOf = async (matrix: Tensor): Promise<number[][]> => {
  const values = await matrix.data();
  const [rows = 0, columns = 0] = matrix.shape;
  matrix.dispose();
  return Array.from({ length: rows }, (_, row) => [
    ...values.slice(row * columns, (row + 1) * columns),
  ]);
};
