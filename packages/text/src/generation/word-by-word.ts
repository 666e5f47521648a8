import type { Rng } from "@textvae/core";
import type { Cursor } from "./cursor.ts";
import { argMax, drawIndex, nextWordWeights } from "./probabilities.ts";
import type { GenerateRequest, SampleStrategy } from "./request.ts";

/** Chooses the next word of an item from its logits. */
export type Choice = (logits_V: Float32Array, item: number) => number;

/** The most probable word. */
export const greedy = (): Choice => argMax;

/** A random word. Every step draws one number per item, finished or not. */
export const sample = (strategy: SampleStrategy, count: number, rng: Rng): Choice => {
  const uniforms = rng.uniforms(count);
  return (logits_V, item) =>
    drawIndex(nextWordWeights(logits_V, strategy), uniforms[item] as number);
};

/** Sentences made by one choice per step; an item leaves the cursor when it has ended. */
export const generateWordByWord = async (
  cursor: Cursor,
  { count, maxLength }: GenerateRequest,
  eos: number,
  step: () => Choice,
): Promise<number[][]> => {
  const sentences: number[][] = Array.from({ length: count }, () => []);
  let items = Array.from({ length: count }, (_, item) => item);
  let fed = new Int32Array(count).fill(eos);

  for (let t = 0; t < maxLength; t++) {
    const logits_RV = await cursor.advance(fed);
    const size = logits_RV.length / items.length;
    const choose = step();
    const chosen = items.map((item, row) =>
      choose(logits_RV.subarray(row * size, (row + 1) * size), item),
    );
    const going = [...items.keys()].filter((row) => chosen[row] !== eos);
    for (const row of going) sentences[items[row] as number]?.push(chosen[row] as number);
    if (going.length === 0) break;
    if (going.length < items.length) cursor.select(Int32Array.from(going));
    items = going.map((row) => items[row] as number);
    fed = Int32Array.from(going, (row) => chosen[row] as number);
  }
  return sentences;
};
