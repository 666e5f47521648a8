import { posteriorOf, type Rng, type TextBatch, TextvaeError } from "@textvae/core";
import { withoutMean } from "./active-units.ts";
import { withoutModel } from "./elsewhere.ts";
import { describe } from "./given-rows.ts";
import { cosine, type Estimate, estimate } from "./rows.ts";
import { asksModel, type Source, visitPosteriors } from "./source.ts";

/**
 * Sentences with neighbours exchanged. From left to right, a word that has not moved changes
 * places with the next one with probability `rate`; no word moves by more than one place, and the
 * end of sentence stays.
 */
export const swapNeighbours = (text: TextBatch, rate: number, rng: Rng): TextBatch => {
  const { lengths_B, time } = checkText(text);
  if (!(rate >= 0 && rate <= 1)) {
    const [expected, got] = ["a probability from 0 to 1", describe(rate)];
    throw new TextvaeError("OPTION", "swapNeighbours.rate", { expected, got });
  }
  if (typeof rng?.uniforms !== "function") {
    const [expected, got] = ["a generator, such as createRng(0)", describe(rng)];
    throw new TextvaeError("OPTION", "swapNeighbours.rng", { expected, got });
  }
  const tokens_BT = text.tokens_BT.slice();
  for (const [b, length] of lengths_B.entries()) {
    const words = length - 1;
    const chance = rng.uniforms(Math.max(1, words));
    for (let t = 0; t + 1 < words; t++) {
      if ((chance[t] as number) >= rate) continue;
      const at = b * time + t;
      const word = tokens_BT[at] as number;
      tokens_BT[at] = tokens_BT[at + 1] as number;
      tokens_BT[at + 1] = word;
      t++;
    }
  }
  return { tokens_BT, lengths_B, time };
};

const checkText = (text: TextBatch): TextBatch => {
  if (text?.tokens_BT instanceof Int32Array && text.lengths_B instanceof Int32Array) return text;
  throw new TextvaeError("OPTION", "swapNeighbours.text", {
    expected: "the text of a batch, { tokens_BT, lengths_B, time }",
    got: describe(text),
  });
};

export interface SwapSensitivityOptions extends Source {
  /** Probabilities of a swap. Default 0.1, 0.2, 0.5, 1. */
  readonly rates?: readonly number[];
}

export interface SwapSensitivity {
  readonly rate: number;
  /** cos(μ(x), μ(x′)), the mean over sentences. */
  readonly cosine: Estimate;
}

/**
 * How much codes depend on the order of words: cos(μ(x), μ(x′)) with x′ the sentence with some
 * neighbours exchanged, for each rate. 1 is a bag of words.
 *
 * Source: "Spherical Latent Spaces for Stable Variational Autoencoders", Xu and Durrett, 2018,
 * https://arxiv.org/abs/1808.10805 (section 6; there any two places could be exchanged).
 *
 * @throws `CAPABILITY` without a model, without sentences or without a mean.
 *
 * @example
 * const [{ rate, cosine }] = await swapSensitivity({ model, dataset, split: "test" });
 */
export const swapSensitivity = async (
  options: SwapSensitivityOptions,
): Promise<SwapSensitivity[]> => {
  const known = asksModel<Source>("swapSensitivity", options);
  if (!known) withoutModel("swapSensitivity", "a model that encodes swapped sentences");
  const { model, rates = [0.1, 0.2, 0.5, 1] } = options;
  if (!Array.isArray(rates)) {
    const [expected, got] = ["a list of probabilities", describe(rates)];
    throw new TextvaeError("OPTION", "swapSensitivity.rates", { expected, got });
  }
  const cosines: number[][] = rates.map(() => []);
  await visitPosteriors(
    options,
    ({ batch, context, q }) => {
      const { text } = batch;
      if (!text) throw withoutText();
      const mean = (of: typeof q) => {
        if (!of.mean) throw withoutMean("swapSensitivity");
        return of.mean();
      };
      const swapped = rates.map((rate) => {
        const rng = context.rng.stream(`swap ${rate}`);
        return { ...batch, text: swapNeighbours(text, rate, rng) };
      });
      return [mean(q), ...swapped.map((other) => mean(posteriorOf(model, other, context)))];
    },
    ([mean_BZ = new Float32Array(), ...others], { size }) => {
      const width = mean_BZ.length / size;
      for (const [r, other_BZ] of others.entries()) {
        for (let at = 0; at < mean_BZ.length; at += width) {
          const [a, b] = [mean_BZ, other_BZ].map((means) => means.subarray(at, at + width));
          cosines[r]?.push(cosine(a ?? [], b ?? []));
        }
      }
    },
  );
  return rates.map((rate, r) => ({ rate, cosine: estimate(cosines[r] ?? []) }));
};

const withoutText = (): TextvaeError =>
  new TextvaeError("CAPABILITY", "swapSensitivity", {
    expected: "a dataset of sentences",
    got: "batches without text",
  });
