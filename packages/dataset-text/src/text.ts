import {
  Content,
  definePlugin,
  isSource,
  type Plugin,
  type SentenceFileOptions,
  SOURCE,
  type Source,
} from "@textvae/core";
import { z } from "zod";
import type { Format } from "./format.ts";
import { load, type TextDataset } from "./load.ts";

export interface TextOptions extends SentenceFileOptions {
  /** Default `lines`. */
  readonly format?: Format | undefined;
}

const content = z.custom<Source>(isSource, SOURCE).transform((source) => new Content(source));

const options = z.strictObject({
  splits: z.strictObject({
    train: content.optional(),
    valid: content.optional(),
    test: content.optional(),
  }),
  format: z.enum(["lines", "label-tab", "rating-first"]).default("lines"),
  vocabulary: content.optional(),
  maxVocabulary: z.int().min(3).optional(),
  minCount: z.int().min(1).default(1),
  maxLength: z.int().min(1).optional(),
  lowercase: z.boolean().default(false),
  maxLineBytes: z.int().min(1).default(1_000_000),
  name: z.string().min(1).default("text"),
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
  options,
  create: load,
});
