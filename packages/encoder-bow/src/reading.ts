import type { Batch } from "@textvae/core";
import type { BowEncoderOptions } from "./options.ts";

/** Which field of a batch is read, and what the encoder sees of a row of it. */
interface Reading {
  readonly field: "counts_BV" | "tfidf_BV";
  row(values_V: Float32Array): Float32Array;
}

const of = (field: Reading["field"], row: Reading["row"]): Reading => ({ field, row });

/** What the encoder sees of one document. */
export const readings: Readonly<Record<BowEncoderOptions["reads"], Reading>> = {
  counts: of("counts_BV", (counts_V) => counts_V),
  presence: of("counts_BV", (counts_V) => counts_V.map((count) => (count > 0 ? 1 : 0))),
  frequencies: of("counts_BV", (counts_V) => {
    const words = counts_V.reduce((a, b) => a + b, 0);
    return counts_V.map((count) => (count === 0 ? 0 : count / words));
  }),
  log: of("counts_BV", (counts_V) => counts_V.map(Math.log1p)),
  "tf-idf": of("tfidf_BV", (weights_V) => weights_V),
};

/** Row-major `[B, V]`: what the encoder sees of a batch. */
export const readBatch = (batch: Batch, { field, row }: Reading): Float32Array => {
  const given_BV = batch[field] as Float32Array;
  const words = given_BV.length / batch.size;
  const x_BV = new Float32Array(given_BV.length);
  for (let at = 0; at < x_BV.length; at += words) {
    x_BV.set(row(given_BV.subarray(at, at + words)), at);
  }
  return x_BV;
};
