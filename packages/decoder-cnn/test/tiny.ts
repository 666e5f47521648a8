import { type Tensor, type Tensor2D, tensor } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import {
  type Batch,
  type Context,
  checkOptions,
  createRng,
  createScope,
  type Sizes,
} from "@textvae/core";
import { parseVocabulary } from "@textvae/text";
import { type CnnDecoderInput, cnnDecoder } from "../src/index.ts";
import { buildNetwork, type Network } from "../src/network.ts";
import { cnnDecoderOptions } from "../src/options.ts";

export const startCpu = () => cpu().start();

export const EOS = 0;

/** Three words beside the end of sentence (0) and the unknown word (1). */
export const sizesOf = ({ latent = 2, condition = 0 } = {}): Sizes => ({
  vocabulary: parseVocabulary(["a", "b", "c"]),
  features: 0,
  latent,
  condition,
  labels: 0,
});

/** A decoder whose k-th parameter is ½ sin(1.3k + 0.7i) at flat index i, and its network. */
export const build = (options: CnnDecoderInput = {}, sizes: Sizes = sizesOf()) => {
  const given = { embedding: 2, hidden: 7, filters: 5, dilations: [1, 2], ...options };
  const scope = createScope(createRng(1));
  const twin = createScope(createRng(1));
  const decoder = cnnDecoder(given).build(scope, sizes);
  const resolved = checkOptions(cnnDecoderOptions, given, "cnn");
  const network: Network = buildNetwork(twin, sizes, resolved);
  for (const { parameters } of [scope, twin]) {
    [...parameters.values()].forEach((parameter, k) => {
      const sines = Array.from(
        { length: parameter.size },
        (_, i) => 0.5 * Math.sin(1.3 * k + 0.7 * i),
      );
      parameter.assign(tensor(sines, parameter.shape));
    });
  }
  return { decoder, network, scope };
};

/** Sentences of word ids as a batch, padded with an id that no vocabulary has. */
export const batchOf = (sentences: readonly (readonly number[])[], padding = 0): Batch => {
  const lengths_B = Int32Array.from(sentences, ({ length }) => length + 1);
  const time = Math.max(...lengths_B) + padding;
  const tokens_BT = new Int32Array(sentences.length * time).fill(-1);
  sentences.forEach((ids, row) => {
    tokens_BT.set([...ids, EOS], row * time);
  });
  return { size: sentences.length, text: { tokens_BT, lengths_B, time } };
};

export const context = (training = false, seed = 1): Context => ({
  rng: createRng(seed),
  training,
  step: 0,
});

export const rows = (values: readonly (readonly number[])[]): Tensor2D =>
  tensor(values.map((row) => [...row])) as Tensor2D;

/** The values of a tensor, which is disposed. */
export const valuesOf = async (from: Tensor): Promise<number[]> => {
  const values = [...(await from.data())];
  from.dispose();
  return values;
};
