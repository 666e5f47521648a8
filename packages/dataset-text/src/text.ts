import { Content, definePlugin, type Plugin, type Split } from "@textvae/core";
import { z } from "zod";
import type { Format } from "./format.ts";
import { load, type TextDataset } from "./load.ts";

export interface TextOptions {
  /** Contents of the files. Without `train` there must be a `vocabulary`. */
  readonly splits: { readonly [split in Split]?: Uint8Array | string | undefined };
  /** Default `lines`. */
  readonly format?: Format | undefined;
  /** Content of a `vocab.txt`; without it the vocabulary is built from `train`. */
  readonly vocabulary?: Uint8Array | string | undefined;
  /** Greatest size of a vocabulary built, `<eos>` and `<unk>` included. Default: no limit. */
  readonly maxVocabulary?: number | undefined;
  /** Words rarer than this in `train` are unknown. Default 1. */
  readonly minCount?: number | undefined;
  /** Words kept of each sentence. Default: all. */
  readonly maxLength?: number | undefined;
  /** Default false. */
  readonly lowercase?: boolean | undefined;
  /** Greatest length of a line. Default 1 000 000. */
  readonly maxLineBytes?: number | undefined;
  /** Default `text`. */
  readonly name?: string | undefined;
}

const content = z
  .custom<Uint8Array | string>(
    (value) => typeof value === "string" || value instanceof Uint8Array,
    "the content of a file, a Uint8Array or a string",
  )
  .transform((source) => new Content(source));

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
