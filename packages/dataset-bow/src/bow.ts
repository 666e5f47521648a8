import { definePlugin, type Plugin } from "@textvae/core";
import { Content, type FileOptions, isSource, SOURCE, type Source } from "@textvae/text";
import * as v from "valibot";
import { featFiles } from "./feat-files.ts";
import { type BowDataset, load } from "./load.ts";
import type { VocabularyColumn } from "./vocabulary-lines.ts";

export interface BowOptions extends FileOptions {
  /**
   * Content of the vocabulary: a line `word` or `word count` for each id, from id 1 on, or lines
   * `word index` in any order.
   */
  readonly vocabulary: Source;
  /** What the second column of the vocabulary is; needed only where it may be either. */
  readonly vocabularyColumn?: VocabularyColumn | undefined;
  /** Part of `train` that becomes `valid`, in (0, 1). Default: none. */
  readonly holdOut?: number | undefined;
}

const content = v.pipe(
  v.custom<Source>(isSource, SOURCE),
  v.transform((source) => new Content(source)),
);

const options = v.strictObject({
  splits: v.strictObject({
    train: v.optional(content),
    valid: v.optional(content),
    test: v.optional(content),
  }),
  vocabulary: content,
  vocabularyColumn: v.optional(v.picklist(["count", "index"])),
  holdOut: v.optional(
    v.message(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), "a part in (0, 1)"),
  ),
  maxLineBytes: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 1_000_000),
  name: v.optional(v.pipe(v.string(), v.minLength(1)), "bow"),
});

/**
 * Labelled documents as bags of words: lines `label id:count id:count …` and a vocabulary, as the
 * 20 Newsgroups and RCV1 corpora of document models come.
 *
 * A batch holds the counts, `[B, V]`, and the classes. V is the number of lines of the vocabulary:
 * no word is reserved. It takes the contents of files, so that it runs in a browser as well; of a
 * content the configuration records its size and fingerprint only.
 *
 * @throws {TextvaeError} `ENCODING` for anything but UTF-8, `DATA` with split and line for what is
 * no document or no word, `OPTION` when counts and indices of the vocabulary can't be told apart,
 * `SPLIT` when `holdOut` has nothing to take from.
 *
 * @example
 * const dataset = bow({ splits: { train, test }, vocabulary, holdOut: 0.1 });
 */
export const bow: Plugin<BowOptions, BowDataset> = definePlugin({
  kind: "dataset",
  name: "bow",
  version: "0.1.0",
  description: "Labelled documents as bags of words",
  folder: {
    expects: "train.feat, valid.feat and test.feat with vocab.new",
    find(names) {
      const files = featFiles(names);
      return files && { contents: { splits: files.splits, vocabulary: files.vocabulary } };
    },
  },
  options,
  create: load,
});
