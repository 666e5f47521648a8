import { type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import {
  checkOptions,
  drawIndex,
  type GenerateOptions,
  nextWordWeights,
  type SamplingOptions,
  type Vocabulary,
} from "@textvae/core";
import { z } from "zod";

const whole = () => z.int("a whole number ≥ 1").min(1, "a whole number ≥ 1");
const positive = () => z.number("a number > 0").positive("a number > 0");

const requestOptions = z.strictObject({
  count: whole(),
  maxLength: whole(),
  strategy: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("greedy") }),
    // The words of a bag are independent given z, so that there is nothing to search.
    z.strictObject({
      kind: z.literal("beam"),
      width: whole(),
      lengthPenalty: z.number().optional(),
    }),
    z.strictObject({
      kind: z.literal("sample"),
      temperature: positive().default(1),
      topK: whole().optional(),
      topP: positive().max(1, "a number in (0, 1]").optional(),
    }),
  ]),
});

/**
 * The words of each code: the `maxLength` most probable ones, best first (`greedy` and `beam`), or
 * as many drawn with replacement (`sample`); never the end of sentence.
 * Throws `OPTION` for a request out of range.
 */
export const generate = async (
  logits: () => Tensor2D,
  { size, eos }: Vocabulary,
  { count, maxLength, strategy, rng }: GenerateOptions,
): Promise<number[][]> => {
  const request = checkOptions(requestOptions, { count, maxLength, strategy }, "bow.generate");
  const logits_BV = tidy(logits);
  const values = (await logits_BV.data()) as Float32Array;
  logits_BV.dispose();
  return Array.from({ length: count }, (_, b) => {
    const logits_V = values.slice(b * size, (b + 1) * size);
    if (eos >= 0) logits_V[eos] = Number.NEGATIVE_INFINITY;
    return request.strategy.kind === "sample"
      ? sampledWords(logits_V, request.strategy, rng.uniforms(maxLength))
      : topWords(logits_V, maxLength).filter((id) => id !== eos);
  });
};

/** Ids by falling logit, of equal ones the smaller first. */
const topWords = (logits_V: Float32Array, count: number): number[] =>
  [...logits_V.keys()]
    .sort((a, b) => (logits_V[b] as number) - (logits_V[a] as number))
    .slice(0, count);

const sampledWords = (
  logits_V: Float32Array,
  options: SamplingOptions,
  uniforms: Float64Array,
): number[] => {
  const weights_V = nextWordWeights(logits_V, options);
  return Array.from(uniforms, (uniform) => drawIndex(weights_V, uniform));
};
