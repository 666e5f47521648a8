import { mean, reshape, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core";
import type { Batch, ContextBatch, TextBatch } from "../contracts/batch.ts";

/** A batch repeated `n` times, sample-major, to stand beside `n` samples per row. */
export const repeatBatch = (batch: Batch, n: number): Batch => {
  if (n === 1) return batch;
  return {
    size: batch.size * n,
    ...(batch.text && { text: repeatText(batch.text, n) }),
    ...(batch.counts_BV && { counts_BV: repeatArray(batch.counts_BV, n) }),
    ...(batch.tfidf_BV && { tfidf_BV: repeatArray(batch.tfidf_BV, n) }),
    ...(batch.labels_B && { labels_B: repeatArray(batch.labels_B, n) }),
    ...(batch.weights_B && { weights_B: repeatArray(batch.weights_B, n) }),
    ...(batch.context && { context: repeatContext(batch.context, n) }),
    ...(batch.fields && {
      fields: Object.fromEntries(
        Object.entries(batch.fields).map(([name, values]) => [name, repeatArray(values, n)]),
      ),
    }),
  };
};

const repeatText = (text: TextBatch, n: number): TextBatch => ({
  tokens_BT: repeatArray(text.tokens_BT, n),
  lengths_B: repeatArray(text.lengths_B, n),
  time: text.time,
});

const repeatContext = ({ utterances, own_N, turns_B }: ContextBatch, n: number): ContextBatch => ({
  utterances: repeatText(utterances, n),
  own_N: repeatArray(own_N, n),
  turns_B: repeatArray(turns_B, n),
});

const repeatArray = <A extends Int32Array | Float32Array>(values: A, n: number): A => {
  const out = new (values.constructor as new (length: number) => A)(values.length * n);
  for (let i = 0; i < n; i++) out.set(values, i * values.length);
  return out;
};

/** Number of scored tokens: words and ends of sentence, or the sum of the counts. */
export const scoredTokens = (batch: Batch): number => sumOf(scoredTokensPerItem(batch));

/** As `scoredTokens`, of each item. */
export const scoredTokensPerItem = ({ size, text, counts_BV }: Batch): ArrayLike<number> => {
  if (text) return text.lengths_B;
  const width = (counts_BV?.length ?? 0) / size;
  return Array.from({ length: size }, (_, b) =>
    sumOf(counts_BV?.subarray(b * width, (b + 1) * width) ?? []),
  );
};

const sumOf = (values: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] as number;
  return total;
};

/** The mean over samples of sample-major rows: `[n·B]` to `[B]`. */
export const meanOverSamples = (values_N: Tensor1D, n: number): Tensor1D =>
  n === 1 ? values_N : mean(reshape(values_N, [n, -1]), 0);

/** The mean over samples of sample-major codes: `[n·B, Z]` to `[B, Z]`. */
export const meanCode = (z_NZ: Tensor2D, n: number): Tensor2D =>
  n === 1 ? z_NZ : mean(reshape(z_NZ, [n, -1, z_NZ.shape[1]]), 0);
