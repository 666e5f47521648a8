import type { BowEncoderOptions } from "./options.ts";

type Reading = (counts_V: Float32Array) => Float32Array;

/** What the encoder sees of the counts of one document. */
export const readings: Readonly<Record<BowEncoderOptions["reads"], Reading>> = {
  counts: (counts_V) => counts_V,
  presence: (counts_V) => counts_V.map((count) => (count > 0 ? 1 : 0)),
  frequencies(counts_V) {
    const words = counts_V.reduce((a, b) => a + b, 0);
    return counts_V.map((count) => (count === 0 ? 0 : count / words));
  },
  log: (counts_V) => counts_V.map(Math.log1p),
};
