import { add, mul, tidy } from "@tensorflow/tfjs-core";
import { type BuiltDecoder, createRng, type Parameters } from "@textvae/core";
import { evaluation, tinyBatch, tinyVocabulary } from "../batches.ts";
import { holds, type Law, law } from "../law.ts";
import { numbersOf } from "../tensors.ts";
import { codes, type DecoderOf, given } from "./codes.ts";
import { withBuilt } from "./parameters.ts";

const MAX_WORDS = 3;
const SEEDS = [1, 2, 3];

/**
 * Σ p(x|z) over all sentences of up to three words is at most one, also at large random
 * parameters, where the distributions are sharp: a decoder that sees the word it is about to
 * predict, or leaves out a factor, gives probabilities that sum to more.
 */
export const normalisationLaw = (subject: DecoderOf): Law =>
  law("probabilities of all short sentences sum to at most one", async () => {
    for (const seed of SEEDS) {
      await withBuilt(subject.build, async (built, { parameters }) => {
        sharpen(parameters, seed);
        const total = await sumOverSentences(built, subject);
        holds(total < 1 + 1e-3, `Σ p(x|z): expected ≤ 1; got ${total}`);
        holds(total > 0, `Σ p(x|z): expected > 0; got ${total}`);
      });
    }
  });

const words = tinyVocabulary.words.filter((_, id) => id !== tinyVocabulary.eos);

/** All sentences of up to so many words. */
export const allSentences = (longest: number): string[] => {
  const levels: string[][] = [[""]];
  for (let n = 1; n <= longest; n++) {
    levels.push((levels[n - 1] as string[]).flatMap((s) => words.map((word) => `${s} ${word}`)));
  }
  return levels.flat();
};

const sumOverSentences = async (
  built: BuiltDecoder,
  { latent, condition }: DecoderOf,
): Promise<number> => {
  const sentences = allSentences(MAX_WORDS);
  const logProb = await numbersOf(() =>
    built.logProb(
      tinyBatch(sentences),
      codes(sentences.length, latent, true),
      evaluation(1, given(sentences.length, condition, true)),
    ),
  );
  return logProb.reduce((total, l) => total + Math.exp(l), 0);
};

/** Large random parameters, where distributions are far from uniform. */
export const sharpen = (parameters: Parameters, seed: number): void => {
  const rng = createRng(seed);
  for (const [name, parameter] of parameters) {
    tidy(() => {
      parameter.assign(add(parameter, mul(2, rng.stream(name).normal(parameter.shape))));
    });
  }
};
