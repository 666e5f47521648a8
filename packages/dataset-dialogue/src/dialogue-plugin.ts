import { definePlugin, type Plugin } from "@textvae/core";
import { Content, isSource, type SentenceFileOptions, SOURCE, type Source } from "@textvae/text";
import * as v from "valibot";
import { dialogueFiles } from "./dialogue-files.ts";
import { type DialogueDataset, load } from "./load.ts";
import type { Format } from "./read.ts";

export interface DialogueOptions extends SentenceFileOptions {
  /** Default `eou`. */
  readonly format?: Format | undefined;
  /** Most utterances before an item that a model is told. Default 10. */
  readonly turns?: number | undefined;
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
  format: v.optional(v.picklist(["eou", "deal"]), "eou"),
  turns: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 10),
  vocabulary: v.optional(content),
  maxVocabulary: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(3))),
  minCount: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 1),
  maxLength: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  lowercase: v.optional(v.boolean(), false),
  maxLineBytes: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 1_000_000),
  name: v.optional(v.pipe(v.string(), v.minLength(1)), "dialogue"),
});

/**
 * Utterances of dialogues, each with those before it. The formats are those of DailyDialog (`eou`)
 * and of Deal or No Deal (`deal`), where an item is what the side that says YOU says, and its goal is
 * beside it. Dialogues of train that valid or test have too are left out: all items of the published
 * Deal or No Deal splits stand in its `data.txt`, too.
 *
 * Source: "DailyDialog: A Manually Labelled Multi-turn Dialogue Dataset", Li et al., 2017,
 * https://arxiv.org/abs/1710.03957; "Deal or No Deal? End-to-End Learning for Negotiation
 * Dialogues", Lewis et al., 2017, https://arxiv.org/abs/1706.05125
 *
 * @throws {TextvaeError} `ENCODING` for anything but UTF-8, `DATA` with split and line for what the
 * format can't read, `SPLIT` without `train` and `vocabulary`.
 *
 * @example
 * const dataset = dialogue({ splits: { train: await readFile("train.utts.txt") }, turns: 5 });
 */
export const dialogue: Plugin<DialogueOptions, DialogueDataset> = definePlugin({
  kind: "dataset",
  name: "dialogue",
  version: "0.1.0",
  description: "Utterances of dialogues, each with what was said before it",
  folder: {
    expects: "train.utts.txt, valid.utts.txt and test.utts.txt, or data.txt, val.txt and test.txt",
    find(names) {
      const files = dialogueFiles(names);
      return files && { contents: { splits: files.splits }, options: { format: files.format } };
    },
  },
  options,
  create: load,
});
