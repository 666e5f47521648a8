import type { Document } from "./document.ts";

/** Sparse rows of `[B, V]`. */
export type Rows = readonly Pick<Document, "ids" | "counts">[];

/**
 * How rare each word is, idf = ln((1 + N)/(1 + n)) + 1 with n of N documents that hold it, `[V]`.
 *
 * Source: "Introduction to Information Retrieval", Manning, Raghavan and Schütze, 2008, ch. 6,
 * with one more document that holds every word.
 */
export const inverseFrequencies = (documents: Rows, words: number): Float32Array => {
  const holding_V = new Float32Array(words);
  for (const { ids } of documents) {
    for (const id of ids) holding_V[id] = (holding_V[id] as number) + 1;
  }
  return holding_V.map((holding) => Math.log((1 + documents.length) / (1 + holding)) + 1);
};

/** Counts times idf, each document scaled to Euclidean length 1. */
export const weighted = (documents: Rows, idf_V: Float32Array): Rows =>
  documents.map(({ ids, counts }) => {
    const values = counts.map((count, at) => count * (idf_V[ids[at] as number] as number));
    const length = lengthOf(values);
    return { ids, counts: values.map((value) => value / length) };
  });

/** As `Math.hypot`, whose arguments stand on the stack, which long documents overflow. */
const lengthOf = (values: Float32Array): number => {
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  let [sum, lost] = [0, 0];
  for (const value of values) {
    const square = (value / largest) ** 2 - lost;
    const next = sum + square;
    lost = next - sum - square;
    sum = next;
  }
  return Math.sqrt(sum) * largest;
};
