import { TextvaeError } from "@textvae/ops";
import type { Vocabulary } from "../contracts/vocabulary.ts";
import type { Content, Source } from "./content.ts";
import type { PerSplit } from "./splits.ts";
import { buildVocabulary, parseVocabulary, type VocabularyOptions } from "./vocabulary.ts";

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
 * @throws {TextvaeError} `SPLIT` without either, and as `parseVocabulary` and `buildVocabulary`.
 *
 * @example
 * const words = vocabularyOf(options, sentences.map(({ words }) => words));
 */
export const vocabularyOf = (
  options: Pick<LoadedFiles, "vocabulary" | "maxLineBytes" | "name"> & VocabularyOptions,
  train: Iterable<readonly string[]> | undefined,
): Vocabulary => {
  const { vocabulary, maxLineBytes, name } = options;
  if (vocabulary) {
    return parseVocabulary(vocabulary.lines({ where: "vocabulary", maxLineBytes }));
  }
  if (train) return buildVocabulary(train, options);
  throw new TextvaeError("SPLIT", name, {
    expected: 'the split "train" or a vocabulary',
    got: "neither",
    hint: "The vocabulary is built from train; without it hand over the content of a vocab.txt.",
  });
};
