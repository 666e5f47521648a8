/** What sampling keeps of a distribution over words, and how sharp it makes it. */
export interface SamplingOptions {
  readonly temperature: number;
  readonly topK?: number | undefined;
  readonly topP?: number | undefined;
}

/** Index of the largest value, the first of equals. */
export const argMax = (values: Float32Array): number => {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if ((values[i] as number) > (values[best] as number)) best = i;
  }
  return best;
};

/** log Σ exp of the values in double precision. */
export const logNormaliser = (logits_V: Float32Array): number => {
  const largest = logits_V[argMax(logits_V)] as number;
  let total = 0;
  for (const logit of logits_V) total += Math.exp(logit - largest);
  return largest + Math.log(total);
};

/**
 * Weights of the next word in double precision: its probabilities at a temperature up to a
 * factor, zero outside the `topK` most probable words and then outside the smallest set of those
 * that holds `topP` of their probability.
 *
 * Source: "The Curious Case of Neural Text Degeneration", Holtzman et al., 2020,
 * https://arxiv.org/abs/1904.09751
 */
export const nextWordWeights = (
  logits_V: Float32Array,
  { temperature, topK, topP }: SamplingOptions,
): Float64Array => {
  const largest = logits_V[argMax(logits_V)] as number;
  const weights_V = new Float64Array(logits_V).map((logit) =>
    Math.exp((logit - largest) / temperature),
  );
  if (topK === undefined && topP === undefined) return weights_V;

  const ranked = weights_V.slice().sort().reverse().subarray(0, topK);
  const size = topP === undefined ? ranked.length : nucleusSize(ranked, topP);
  const least = ranked[size - 1] as number;
  let ties = size - ranked.indexOf(least);
  return weights_V.map((weight) => {
    const kept = weight > least || (weight === least && ties-- > 0);
    return kept ? weight : 0;
  });
};

/** How many of the ranked weights it takes to hold this part of their sum. */
const nucleusSize = (ranked: Float64Array, part: number): number => {
  const wanted = part * ranked.reduce((sum, weight) => sum + weight, 0);
  let held = 0;
  const last = ranked.findIndex((weight) => {
    held += weight;
    return held >= wanted;
  });
  return last + 1;
};

/** The index at which the running sum of weights passes `uniform` of their total. */
export const drawIndex = (weights: Float64Array, uniform: number): number => {
  const threshold = uniform * weights.reduce((sum, weight) => sum + weight, 0);
  let passed = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    if (weight === 0) continue;
    last = i;
    passed += weight;
    if (passed > threshold) break;
  }
  return last;
};
