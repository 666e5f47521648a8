import type { Vocabulary } from "@textvae/core";
import { TextvaeError } from "@textvae/ops";
import type { Content, Source } from "./content.ts";
import type { PerSplit } from "./splits.ts";
import { buildVocabulary, parseVocabulary, UNK, type VocabularyOptions } from "./vocabulary.ts";

/** Options of a dataset that is made of the contents of files, as someone gives them. */
export interface FileOptions {
  /** Contents of the files. */
  readonly splits: PerSplit<Source>;
  /** Greatest length of a line. Default 1 000 000. */
  readonly maxLineBytes?: number | undefined;
  /** Default: the plugin's. */
  readonly name?: string | undefined;
}

/** The same of one whose items are sentences. Without `train` there must be a `vocabulary`. */
export interface SentenceFileOptions extends FileOptions, VocabularyOptions {
  /** Content of a `vocab.txt`; without it the vocabulary is built from `train`. */
  readonly vocabulary?: Source | undefined;
  /** Words kept of each sentence. Default: all. */
  readonly maxLength?: number | undefined;
  /** Default false. */
  readonly lowercase?: boolean | undefined;
}

/** Those options once they were checked, with defaults. */
export interface LoadedFiles extends VocabularyOptions {
  readonly splits: PerSplit<Content>;
  readonly vocabulary?: Content | undefined;
  readonly maxLength?: number | undefined;
  readonly lowercase: boolean;
  readonly maxLineBytes: number;
  readonly name: string;
}

/**
 * The vocabulary of a corpus: the given one, or that of the sentences of train.
 *
 * @throws {TextvaeError} `SPLIT` without either, `OPTION` for options that a given vocabulary leaves
 * without effect, `DATA` when none of its words is in train, and as `parseVocabulary` and
 * `buildVocabulary`.
 *
 * @example
 * const words = vocabularyOf(options, sentences.map(({ words }) => words));
 */
export const vocabularyOf = (
  options: Pick<LoadedFiles, "vocabulary" | "maxLineBytes" | "name" | "lowercase"> &
    VocabularyOptions,
  train: Iterable<readonly string[]> | undefined,
): Vocabulary => {
  const given = givenVocabulary(options, train !== undefined);
  if (given && train) rejectForeign(given, train);
  return given ?? buildVocabulary(train as Iterable<readonly string[]>, options);
};

/**
 * The vocabulary that options give; undefined where it is to be built from train.
 *
 * @throws {TextvaeError} `SPLIT` where there is neither, `OPTION` for options that it leaves without
 * effect, and as `parseVocabulary`.
 */
export const givenVocabulary = (
  options: Pick<LoadedFiles, "vocabulary" | "maxLineBytes" | "name" | "lowercase"> &
    VocabularyOptions,
  train: boolean,
): Vocabulary | undefined => {
  const { vocabulary, maxLineBytes, name } = options;
  if (vocabulary) {
    const given = parseVocabulary(vocabulary.lines({ where: "vocabulary", maxLineBytes }));
    rejectContradictions(given, options);
    return given;
  }
  if (train) return undefined;
  throw new TextvaeError("SPLIT", name, {
    expected: 'the split "train" or a vocabulary',
    got: "neither",
    hint: "The vocabulary is built from train; without it hand over the content of a vocab.txt.",
  });
};

/** Refuses what only a vocabulary that is built heeds, and words that folding lets no text have. */
const rejectContradictions = (
  { words }: Vocabulary,
  {
    name,
    maxVocabulary,
    minCount = 1,
    lowercase,
  }: VocabularyOptions & Pick<LoadedFiles, "name" | "lowercase">,
): void => {
  const [option, value] = minCount > 1 ? ["minCount", minCount] : ["maxVocabulary", maxVocabulary];
  if (value !== undefined) {
    throw new TextvaeError("OPTION", `${name}.${option}`, {
      expected: "none beside a given vocabulary",
      got: String(value),
      hint: "It is for a vocabulary that is built from train; leave out one of the two.",
    });
  }
  const capital = lowercase ? words.find((word) => word !== word.toLowerCase()) : undefined;
  if (capital === undefined) return;
  throw new TextvaeError("OPTION", `${name}.lowercase`, {
    expected: "a vocabulary in lower case beside it",
    got: `one with ${JSON.stringify(capital)}, which no text in lower case has`,
    hint: "Leave out lowercase, or fold the vocabulary too.",
  });
};

const rejectForeign = (vocabulary: Vocabulary, train: Iterable<readonly string[]>): void => {
  let some = false;
  for (const words of train) {
    some ||= words.length > 0;
    if (words.some((word) => isKnown(vocabulary, word))) return;
  }
  if (some) requireKnownWords(vocabulary, false);
};

/** Whether a vocabulary means this word, be it the unknown one. */
export const isKnown = (vocabulary: Vocabulary, word: string): boolean =>
  word === UNK || vocabulary.id(word) !== vocabulary.unk;

/** Throws `DATA` when no word of train is one of a given vocabulary. */
export const requireKnownWords = (vocabulary: Vocabulary, known: boolean): void => {
  if (known) return;
  throw new TextvaeError("DATA", "vocabulary", {
    expected: "words of train",
    got: `${vocabulary.size} words, none of which occurs there`,
    hint: "Is it the vocabulary of another corpus, or in other capitals?",
  });
};
