import { definePlugin, type LearnOptions, type Plugin, type Tokenizer } from "@textvae/core";
import {
  Content,
  createTally,
  createVocabulary,
  EOS,
  isSource,
  parseVocabulary,
  SOURCE,
  type Source,
  serializeVocabulary,
  UNK,
  vocabularyOfCounts,
  wordsOf,
  wordTokenizer,
} from "@textvae/text";
import * as v from "valibot";

export interface WordsOptions {
  /** The content of a `vocab.txt`, a word a line; without it the words are learned. */
  readonly vocabulary?: Source | undefined;
}

const LINE = 1_000_000;

const options = v.strictObject({
  vocabulary: v.optional(
    v.pipe(
      v.custom<Source>(isSource, SOURCE),
      v.transform((source) => new Content(source)),
    ),
  ),
});

/**
 * What white space separates in a text: `<eos>` is 0, an unknown word 1, the others follow as in the
 * vocabulary. Without one it knows no word and learns those of texts, by falling frequency. Decoded words
 * have one space between them.
 *
 * @throws {TextvaeError} `DATA` with the number of a line of the vocabulary that is no word or comes twice.
 *
 * @example
 * const { encode, decode } = words({ vocabulary: "a\nrose\n" });
 * decode(encode("a  red rose")); // "a <unk> rose"
 */
export const words: Plugin<WordsOptions, Tokenizer> = definePlugin({
  kind: "tokenizer",
  name: "words",
  version: "0.1.0",
  description: "Words between white space",
  folder: {
    expects: "a file .txt with a word on each line",
    find(names) {
      const file = names.find((name) => name.endsWith(".txt"));
      return file === undefined ? undefined : { contents: { vocabulary: file } };
    },
  },
  options,
  create: ({ vocabulary }): Tokenizer => {
    if (!vocabulary) {
      const nothing = createVocabulary([EOS, UNK], { eos: 0, unk: 1 });
      return { ...wordTokenizer(nothing), learner };
    }
    const lines = vocabulary.lines({ where: "vocabulary", maxLineBytes: LINE });
    const tokenizer = wordTokenizer(parseVocabulary(lines));
    const content = new TextDecoder().decode(vocabulary.read());
    return { ...tokenizer, keeps: { name: "vocab.txt", option: "vocabulary", content } };
  },
});

const learner = (options: LearnOptions = {}) => {
  const { add, adopt, counted, counts } = createTally();
  const again = (vocabulary: string) => words({ vocabulary });
  return {
    ...{ again, adopt, counted },
    add(text: string) {
      for (const word of wordsOf(text)) add(word);
    },
    finish: () => again(serializeVocabulary(vocabularyOfCounts(counts(), options))),
  };
};
