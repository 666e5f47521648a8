import { definePlugin, type Plugin } from "@textvae/core";
import { Content, isSource, type SentenceFileOptions, SOURCE, type Source } from "@textvae/text";
import * as v from "valibot";
import type { Format } from "./format-name.ts";
import { load, type TextDataset } from "./load.ts";
import { splitFiles, splitOfFile } from "./split-files.ts";

export interface TextOptions extends SentenceFileOptions {
  /** Default `lines`. */
  readonly format?: Format | undefined;
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
  format: v.optional(v.picklist(["lines", "label-tab", "rating-first"]), "lines"),
  vocabulary: v.optional(content),
  maxVocabulary: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(3))),
  minCount: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 1),
  maxLength: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  lowercase: v.optional(v.boolean(), false),
  maxLineBytes: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 1_000_000),
  name: v.optional(v.pipe(v.string(), v.minLength(1)), "text"),
});

/**
 * Sentences of tokenised text, one per line: plain, labelled or rated.
 *
 * It takes the contents of files, so that it runs in a browser as well. Of a content the
 * configuration records its size and fingerprint only.
 *
 * @throws {TextvaeError} `ENCODING` for anything but UTF-8, `DATA` with split and line for text
 * that the format can't read, `SPLIT` without `train` and `vocabulary`.
 *
 * @example
 * const dataset = text({ splits: { train: await readFile("train.txt") }, maxVocabulary: 10000 });
 */
export const text: Plugin<TextOptions, TextDataset> = definePlugin({
  kind: "dataset",
  name: "text",
  version: "0.1.0",
  description: "Lines, labelled lines and rated lines of tokenised text",
  folder: {
    expects: "train.txt, valid.txt and test.txt",
    find: (names) =>
      names.some(splitOfFile) ? { contents: { splits: splitFiles(names) } } : undefined,
  },
  options,
  create: load,
});
