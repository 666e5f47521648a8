import { type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import type { GenerateOptions, Vocabulary } from "@textvae/core";
import {
  checkGenerateRequest,
  drawIndex,
  nextWordWeights,
  type SamplingOptions,
} from "@textvae/text";

/**
 * The words of each code: the `maxLength` most probable ones, best first (`greedy` and `beam`), or
 * as many drawn with replacement (`sample`); never the end of sentence.
 * Throws `OPTION` for a request out of range.
 */
export const generate = async (
  logits: () => Tensor2D,
  { size, eos }: Vocabulary,
  options: GenerateOptions,
): Promise<number[][]> => {
  const { count, maxLength, strategy } = checkGenerateRequest("bow.generate", options);
  const logits_BV = tidy(logits);
  const values = (await logits_BV.data()) as Float32Array;
  logits_BV.dispose();
  return Array.from({ length: count }, (_, b) => {
    const logits_V = values.slice(b * size, (b + 1) * size);
    if (eos >= 0) logits_V[eos] = Number.NEGATIVE_INFINITY;
    return strategy.kind === "sample"
      ? sampledWords(logits_V, strategy, options.rng.uniforms(maxLength))
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
