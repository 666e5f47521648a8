import { definePlugin, type Plugin } from "@textvae/core";
import { load, type TextDataset } from "./load.ts";
import { type TextOptions, textSchema } from "./options.ts";
import { textFiles } from "./split-files.ts";

/**
 * Sentences of text, one per line: plain, labelled or rated. They are split into words at white space, or
 * by a tokenizer.
 *
 * It takes the contents of files, so that it runs in a browser as well, or what `streamText` made of files
 * that are too large for memory. Of a content the configuration records its size and fingerprint only.
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
    expects:
      "train.txt, valid.txt and test.txt, or with --field the same of .jsonl, .csv, .tsv or .parquet",
    find: textFiles,
    // What reads files is loaded where there are some.
    stream: async (...given) => (await import("./stream.ts")).streamText(...given),
    part: async (...given) => (await import("./stream-part.ts")).streamTextPart(...given),
  },
  options: textSchema,
  create: load,
});
