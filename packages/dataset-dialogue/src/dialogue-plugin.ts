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
import { type DialogueDataset, load } from "./load.ts";
import type { Format } from "./read.ts";

export interface DialogueOptions extends SentenceFileOptions {
  /** Default `eou`. */
  readonly format?: Format | undefined;
  /** Most utterances before an item that a model is told. Default 10. */
  readonly turns?: number | undefined;
}

const content = z.custom<Source>(isSource, SOURCE).transform((source) => new Content(source));

const options = z.strictObject({
  splits: z.strictObject({
    train: content.optional(),
    valid: content.optional(),
    test: content.optional(),
  }),
  format: z.enum(["eou", "deal"]).default("eou"),
  turns: z.int().min(1).default(10),
  vocabulary: content.optional(),
  maxVocabulary: z.int().min(3).optional(),
  minCount: z.int().min(1).default(1),
  maxLength: z.int().min(1).optional(),
  lowercase: z.boolean().default(false),
  maxLineBytes: z.int().min(1).default(1_000_000),
  name: z.string().min(1).default("dialogue"),
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
  options,
  create: load,
});
