import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  logSoftmax,
  matMul,
  mul,
  oneHot,
  reshape,
  setBackend,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Decoder } from "@textvae/core";
import { normalInitializer } from "@textvae/layers";
import { decoderLaws, testDecoder, tinyVocabulary } from "@textvae/testing";
import { drawIndex } from "@textvae/text";
import { expect, test } from "vitest";
import { failuresOf } from "./failures.ts";

await setBackend("cpu");

const { size: V, eos } = tinyVocabulary;

interface Changes {
  /** Position of the word that predicts the word at t. */
  readonly from?: (t: number) => number;
  readonly scored?: (length: number, time: number) => number;
  readonly generated?: (ids: number[]) => number[];
}

/** log p(w_t | w_{t−1}, z) = log softmax(A[w_{t−1}] + zU), one linear layer. */
const bigram = ({
  from = (t) => t - 1,
  scored = (length) => length,
  generated = (ids) => ids,
}: Changes = {}): Decoder => ({
  reads: ["text"],
  build: (scope, { latent }) => {
    const table = scope.variable("table", [V, V], normalInitializer(1)) as Tensor2D;
    const code = scope.variable("code", [latent, V], normalInitializer(1)) as Tensor2D;
    return {
      logProb: ({ text, size }, z_BZ) =>
        tidy(() => {
          if (!text || !z_BZ) throw new Error("no text or no code");
          const { tokens_BT, lengths_B, time } = text;
          const at = (b: number, t: number): number =>
            t < 0 || t >= time ? eos : (tokens_BT[b * time + t] as number);
          const inputs = Array.from({ length: size * time }, (_, i) =>
            at(Math.floor(i / time), from(i % time)),
          );
          const mask = Array.from({ length: size * time }, (_, i) =>
            i % time < scored(lengths_B[Math.floor(i / time)] as number, time) ? 1 : 0,
          );
          const words_BTV = reshape(matMul(oneHotOf(inputs), table), [size, time, V]);
          const logits = add(words_BTV, reshape(matMul(z_BZ, code), [size, 1, V]));
          const chosen = mul(logSoftmax(logits), reshape(oneHotOf(tokens_BT), [size, time, V]));
          return sum(mul(sum(chosen, 2), tensor2d(mask, [size, time])), 1) as Tensor1D;
        }),
      generate: async (z_BZ, { count, maxLength, rng, strategy }) => {
        const logits = tidy(() => {
          const words_1VV = reshape(table, [1, V, V]);
          return add(words_1VV, reshape(matMul(z_BZ as Tensor2D, code), [count, 1, V]));
        });
        const values = await logits.data();
        logits.dispose();
        const next = (b: number, word: number): number => {
          const weights = Float64Array.from({ length: V }, (_, v) =>
            Math.exp(values[(b * V + word) * V + v] as number),
          );
          return strategy.kind === "sample"
            ? drawIndex(weights, rng.uniforms(1)[0] as number)
            : weights.indexOf(Math.max(...weights));
        };
        return Array.from({ length: count }, (_, b) => {
          const ids: number[] = [];
          for (
            let word = next(b, eos);
            word !== eos && ids.length < maxLength;
            word = next(b, word)
          ) {
            ids.push(word);
          }
          return generated(ids);
        });
      },
    };
  },
});

const oneHotOf = (ids: ArrayLike<number>): Tensor2D =>
  oneHot(tensor1d(Int32Array.from(ids), "int32"), V, 1, 0, "float32") as Tensor2D;

testDecoder({ decoder: bigram() });

const broken = (changes: Changes) => failuresOf(decoderLaws({ decoder: bigram(changes) }));

test("a decoder that sees the word it predicts is found", async () => {
  const failures = await broken({ from: (t) => t });
  expect(failures).toContain("probabilities of all short sentences sum to at most one");
});

test("a decoder that scores the padding is found", async () => {
  expect(await broken({ scored: (_, time) => time })).toContain("padding changes nothing");
});

test("a decoder that leaves the end of sentence out is found", async () => {
  const failures = await broken({ scored: (length) => length - 1 });
  expect(failures).toContain("probabilities of all short sentences sum to at most one");
});

test("generated ids beyond the vocabulary, with an end or too long are found", async () => {
  const greedy = 'generate keeps count, length and vocabulary: {"kind":"greedy"}';
  expect(await broken({ generated: (ids) => [V, ...ids.slice(1)] })).toContain(greedy);
  expect(await broken({ generated: (ids) => [eos, ...ids.slice(1)] })).toContain(greedy);
  expect(await broken({ generated: () => Array(8).fill(1) })).toContain(greedy);
});

test("generation that does not depend on its stream alone is found", async () => {
  let calls = 0;
  const failures = await broken({ generated: () => [1 + (calls++ % 3)] });
  expect(failures).toContain("the same stream generates the same, whatever the strategy");
});
