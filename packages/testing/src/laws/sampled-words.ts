import { type BuiltDecoder, createRng } from "@textvae/core";
import { evaluation, tinyBatch, tinyVocabulary } from "../batches.ts";
import { allNear, holds, type Law, law } from "../law.ts";
import { Z_LIMIT } from "../statistics.ts";
import { numbersOf } from "../tensors.ts";
import { codes, type DecoderOf, given } from "./codes.ts";
import { allSentences, sharpen } from "./normalisation.ts";
import { withBuilt } from "./parameters.ts";

const DRAWS = 1500;
const WORDS = 2;

/**
 * Sentences that are drawn come as often as log p(x|z) says, at large random parameters: what
 * holds sampling and density to each other, as neither can be its own ruler.
 */
export const sampledSentencesLaw = (subject: DecoderOf): Law =>
  law("sentences are drawn as often as log p(x|z) says", () =>
    withBuilt(subject.build, async (built, { parameters }) => {
      sharpen(parameters, 4);
      const { latent, condition } = subject;
      const drawn = await draw(built, latent, condition);
      const sentences = allSentences(WORDS);
      const logProb = await numbersOf(() =>
        built.logProb(
          tinyBatch(sentences),
          codes(sentences.length, latent, true),
          evaluation(1, given(sentences.length, condition, true)),
        ),
      );
      sentences.forEach((sentence, i) => {
        const found = drawn.get(sentence.trim()) ?? 0;
        oftenEnough(sentence.trim(), found, DRAWS, Math.exp(logProb[i] as number));
      });
    }),
  );

/** Whether a number of draws is that of a probability, within the spread of independent ones. */
const oftenEnough = (what: string, found: number, draws: number, p: number): void => {
  const z = (found - draws * p) / Math.sqrt(draws * p * Math.abs(1 - p) + 1);
  holds(
    Math.abs(z) < Z_LIMIT,
    `"${what}": expected ${draws * p} of ${draws}; got ${found} (z = ${z.toFixed(1)})`,
  );
};

/** How often each sentence of up to `WORDS` words was drawn. */
const draw = async (
  built: BuiltDecoder,
  latent: number,
  condition: number,
): Promise<Map<string, number>> => {
  const z_BZ = codes(DRAWS, latent, true);
  const { c_BC } = given(DRAWS, condition, true);
  const items = (await built.generate?.(z_BZ, {
    count: DRAWS,
    maxLength: WORDS + 1,
    strategy: { kind: "sample" },
    rng: createRng(71),
    ...(c_BC && { c_BC }),
  })) as number[][];
  z_BZ?.dispose();
  c_BC?.dispose();
  const times = new Map<string, number>();
  for (const ids of items) {
    const sentence = ids.map((id) => tinyVocabulary.word(id)).join(" ");
    times.set(sentence, (times.get(sentence) ?? 0) + 1);
  }
  return times;
};

/** log p of each word as a document of its own, under one code. */
const wordScores = (
  built: BuiltDecoder,
  { latent, condition }: DecoderOf,
): Promise<Float32Array> => {
  const V = tinyVocabulary.size;
  const counts_BV = Float32Array.from({ length: V * V }, (_, i) => (i % (V + 1) === 0 ? 1 : 0));
  return numbersOf(() =>
    built.logProb(
      { size: V, counts_BV, tfidf_BV: counts_BV },
      codes(V, latent, true),
      evaluation(1, given(V, condition, true)),
    ),
  );
};

/** Documents of one word are all that there is of length one: their probabilities sum to one. */
export const oneWordLaw = (subject: DecoderOf): Law =>
  law("probabilities of the documents of one word sum to one", () =>
    withBuilt(subject.build, async (built, { parameters }) => {
      sharpen(parameters, 4);
      const scores = await wordScores(built, subject);
      const total = scores.reduce((sum, l) => sum + Math.exp(l), 0);
      allNear([total], [1], 1e-4, "Σ p(word|z)");
    }),
  );

/** The words of a document that is drawn come as often as they are probable; its end never does. */
export const sampledWordsLaw = (subject: DecoderOf): Law =>
  law("words are drawn as often as log p(x|z) says", () =>
    withBuilt(subject.build, async (built, { parameters }) => {
      sharpen(parameters, 4);
      const scores = await wordScores(built, subject);
      const p = Array.from(scores, (l, id) => (id === tinyVocabulary.eos ? 0 : Math.exp(l)));
      const possible = p.reduce((a, b) => a + b, 0);
      const drawn = await draw(built, subject.latent, subject.condition);
      const words = [...drawn].flatMap(([sentence, times]) =>
        sentence.split(" ").map((word) => [word, times] as const),
      );
      const total = words.reduce((sum, [, times]) => sum + times, 0);
      p.forEach((weight, id) => {
        const found = words.reduce(
          (sum, [word, times]) => (tinyVocabulary.id(word) === id ? sum + times : sum),
          0,
        );
        oftenEnough(tinyVocabulary.word(id), found, total, weight / possible);
      });
    }),
  );
