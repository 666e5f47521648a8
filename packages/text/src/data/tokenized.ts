import type { LearnOptions, SplitAccount, Tokenizer } from "@textvae/core";
import { TextvaeError } from "@textvae/ops";
import { type Accounted, hashOf } from "./account.ts";
import { type Corpus, flatCorpus } from "./corpus.ts";
import type { Sentence } from "./sentence.ts";
import { type TextSize, textSize, totalSize } from "./text-size.ts";

/** The text of a sentence as it stands in its file, or its words with spaces between them. */
export const textIn = ({ text, words }: Sentence): string => text ?? words.join(" ");

/**
 * A tokenizer that knows its vocabulary: the given one, or what it learns of train.
 *
 * @throws {TextvaeError} `SPLIT` without train for one that has to learn; `OPTION` for a limit of the
 * vocabulary beside one that has its own; `DATA` and `OPTION` where the texts make none.
 *
 * @example
 * const tokenizer = learnedTokenizer(characters(), sentences, { maxVocabulary: 200 }, "mine");
 */
export const learnedTokenizer = (
  tokenizer: Tokenizer,
  train: readonly Sentence[] | undefined,
  { maxVocabulary, minCount = 1 }: LearnOptions,
  where: string,
): Tokenizer => {
  const learner = tokenizer.learner?.({ maxVocabulary, minCount });
  if (learner && train) {
    for (const sentence of train) learner.add(textIn(sentence));
    return learner.finish();
  }
  if (learner) {
    throw new TextvaeError("SPLIT", where, {
      expected: 'the split "train", of which the tokenizer learns its vocabulary',
      got: "none",
    });
  }
  const [option, value] = minCount > 1 ? ["minCount", minCount] : ["maxVocabulary", maxVocabulary];
  if (value === undefined) return tokenizer;
  throw new TextvaeError("OPTION", `${where}.${option}`, {
    expected: "none beside a tokenizer with a vocabulary of its own",
    got: String(value),
  });
};

/** What a tokenizer makes of the sentences of a split. */
export interface Tokenized {
  readonly corpus: Corpus;
  readonly account: Accounted;
}

/**
 * Sentences as ids of a tokenizer, at most `maxLength` of each.
 *
 * @throws {TextvaeError} `DATA` naming a sentence of which no id is left, one that holds the end of a
 * sentence, and what the tokenizer throws.
 *
 * @example
 * const { corpus, account } = tokenize(sentences, bytes(), { maxLength: 500 });
 */
export const tokenize = (
  sentences: readonly Sentence[],
  tokenizer: Tokenizer,
  {
    maxLength = Infinity,
    where = "train",
  }: { readonly maxLength?: number | undefined; readonly where?: string },
): Tokenized => {
  const { unk } = tokenizer.vocabulary;
  const read = sentences.map((sentence, i) =>
    tokenizeSentence(sentence, tokenizer, {
      maxLength,
      where: () => `${where}, sentence ${i + 1}`,
    }),
  );
  const sum = (count: (one: TokenizedSentence) => number) =>
    read.reduce((total, one) => total + count(one), 0);
  const cut = { items: sum(({ lost }) => Number(lost > 0)), tokens: sum(({ lost }) => lost) };
  const said: SplitAccount = {
    items: read.length,
    tokens: sum(({ ids }) => ids.length + 1),
    ...totalSize(read.map(({ size }) => size)),
    ...(unk >= 0 && { unknown: sum(({ ids }) => ids.filter((id) => id === unk).length) }),
    ...(cut.items > 0 && { cut }),
  };
  const hashes = Float64Array.from(read, ({ hash }) => hash);
  return { corpus: flatCorpus(read.map(({ ids }) => ids)), account: { ...said, hashes } };
};

/** What a tokenizer makes of one sentence. */
export interface TokenizedSentence {
  readonly ids: readonly number[];
  /** Ids that were cut off. */
  readonly lost: number;
  /** The size of the text that is left. */
  readonly size: TextSize;
  /** The same for equal texts. */
  readonly hash: number;
}

/** Throws `DATA` as {@link tokenize}. */
export const tokenizeSentence = (
  sentence: Sentence,
  { encode, decode, vocabulary }: Tokenizer,
  { maxLength, where }: { readonly maxLength: number; readonly where: () => string },
): TokenizedSentence => {
  const text = textIn(sentence);
  const all = encode(text);
  checkIds(all, vocabulary.eos, where, text);
  const hash = hashOf([text]);
  if (all.length <= maxLength) return { ids: all, lost: 0, size: textSize(text), hash };
  const ids = all.slice(0, maxLength);
  return { ids, lost: all.length - ids.length, size: textSize(decode(ids)), hash };
};

const checkIds = (ids: readonly number[], eos: number, where: () => string, text: string): void => {
  if (ids.length === 0) {
    throw new TextvaeError("DATA", where(), {
      expected: "a text of which the tokenizer makes at least one id",
      got: JSON.stringify(text.slice(0, 40)),
    });
  }
  if (!ids.includes(eos)) return;
  throw new TextvaeError("DATA", where(), {
    expected: "a text without the end of a sentence",
    got: JSON.stringify(text.slice(0, 40)),
    hint: "The end is added to every sentence; remove it from the text.",
  });
};
