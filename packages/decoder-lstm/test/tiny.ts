import "@tensorflow/tfjs-backend-cpu";
import { setBackend, type Tensor, type Tensor2D, tensor } from "@tensorflow/tfjs-core";
import {
  type Batch,
  type BuiltDecoder,
  type Context,
  checkOptions,
  createRng,
  createScope,
  type GenerateOptions,
  type RootScope,
  type Sizes,
} from "@textvae/core";
import { createCursor } from "@textvae/text";
import { stepModel } from "../src/generate.ts";
import { lstmDecoder } from "../src/index.ts";
import { buildNetwork, type Network } from "../src/network.ts";
import { type LstmDecoderInput, lstmDecoderOptions } from "../src/options.ts";

export const startCpu = async (): Promise<void> => {
  await setBackend("cpu");
};

export const EOS = 0;
export const UNK = 1;

/** A vocabulary of `words` words beside the end of sentence (0) and the unknown word (1). */
export const sizesOf = ({ words = 1, latent = 2, condition = 0 } = {}): Sizes => {
  const names = ["<eos>", "<unk>", ..."abcdefgh".slice(0, words)];
  return {
    vocabulary: {
      size: names.length,
      words: names,
      eos: EOS,
      unk: UNK,
      id: (word) => Math.max(UNK, names.indexOf(word)),
      word: (id) => names[id] as string,
    },
    features: 0,
    latent,
    condition,
    labels: 0,
  };
};

/** Sentences of word ids as a batch; `padding` more columns than needed, filled with `pad`. */
export const batchOf = (
  sentences: readonly (readonly number[])[],
  { padding = 0, pad = -1 } = {},
): Batch & { readonly text: object } => {
  const lengths_B = Int32Array.from(sentences, ({ length }) => length + 1);
  const time = Math.max(...lengths_B) + padding;
  const tokens_BT = new Int32Array(sentences.length * time).fill(pad);
  sentences.forEach((ids, row) => {
    tokens_BT.set([...ids, EOS], row * time);
  });
  return { size: sentences.length, text: { tokens_BT, lengths_B, time } };
};

export const evaluating: Context = { rng: createRng(1), training: false, step: 0 };
export const training = (seed: number): Context => ({
  rng: createRng(seed),
  training: true,
  step: 0,
});

const set = ({ parameters }: RootScope, values: (k: number, size: number) => ArrayLike<number>) => {
  [...parameters.values()].forEach((parameter, k) => {
    const value = tensor(Float32Array.from(values(k, parameter.size)), parameter.shape);
    parameter.assign(value);
    value.dispose();
  });
};

/** Parameter k in order of creation becomes ½ sin(1.3k + 0.7i) at flat index i. */
export const setToSines = (scope: RootScope): void =>
  set(scope, (k, length) => Array.from({ length }, (_, i) => 0.5 * Math.sin(1.3 * k + 0.7 * i)));

/** Parameters become normal with standard deviation `scale`. */
const setToNoise = (scope: RootScope, scale: number): void =>
  set(scope, (k, size) =>
    createRng(7)
      .stream(String(k))
      .normals(size)
      .map((x) => scale * x),
  );

export interface Tiny {
  readonly sizes: Sizes;
  readonly scope: RootScope;
  readonly decoder: BuiltDecoder;
  /** A second view of the same parameters. */
  readonly network: Network;
}

/** A decoder whose parameters are large enough to make its choices differ. */
export const build = (
  options: LstmDecoderInput = {},
  sizes: Sizes = sizesOf(),
  scale = 1,
): Tiny => {
  const given = { embedding: 2, hidden: 3, ...options };
  const scope = createScope(createRng(1));
  const twin = createScope(createRng(1));
  const decoder = lstmDecoder(given).build(scope, sizes);
  const resolved = checkOptions(lstmDecoderOptions, given, "lstm");
  const network = buildNetwork(twin, sizes, resolved);
  setToNoise(scope, scale);
  setToNoise(twin, scale);
  return { sizes, scope, decoder, network };
};

export const rows = (values: readonly (readonly number[])[]): Tensor2D =>
  tensor(values.map((row) => [...row])) as Tensor2D;

/** The values of a tensor, which is disposed. */
export const valuesOf = async (from: Tensor): Promise<number[]> => {
  const values = [...(await from.data())];
  from.dispose();
  return values;
};

export const request = (
  strategy: GenerateOptions["strategy"],
  { count = 1, maxLength = 8, seed = 1 } = {},
): GenerateOptions => ({ count, maxLength, strategy, rng: createRng(seed) });

/** log softmax in double precision. */
export const logSoftmax = (logits: ArrayLike<number>): number[] => {
  const values = Array.from(logits);
  const largest = Math.max(...values);
  const total = values.reduce((sum, logit) => sum + Math.exp(logit - largest), 0);
  return values.map((logit) => logit - largest - Math.log(total));
};

/** log p of each of `targets` when `fed` is fed word by word. */
export const stepByStep = async (
  network: Network,
  z: Tensor2D | undefined,
  fed: readonly number[],
  targets: readonly number[],
): Promise<number[]> => {
  const cursor = createCursor(stepModel(network, z, undefined, 1));
  const logProbs: number[] = [];
  for (const [t, id] of fed.entries()) {
    const logits = await cursor.advance(Int32Array.of(id));
    logProbs.push(logSoftmax(logits)[targets[t] as number] as number);
  }
  cursor.dispose();
  return logProbs;
};

/** All sentences of 0 … `most` words with these ids, shortest first. */
export const allSentences = (ids: readonly number[], most: number): number[][] => {
  const byLength: number[][][] = [[[]]];
  for (let n = 1; n <= most; n++) {
    const shorter = byLength[n - 1] as number[][];
    byLength.push(shorter.flatMap((sentence) => ids.map((id) => [...sentence, id])));
  }
  return byLength.flat();
};

export const total = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0);
