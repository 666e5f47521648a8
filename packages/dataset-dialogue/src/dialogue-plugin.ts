import { Content, definePlugin, type Plugin, type Split } from "@textvae/core";
import { z } from "zod";
import { type DialogueDataset, load } from "./load.ts";
import type { Format } from "./read.ts";

export interface DialogueOptions {
  /** Contents of the files. Without `train` there must be a `vocabulary`. */
  readonly splits: { readonly [split in Split]?: Uint8Array | string | undefined };
  /** Default `eou`. */
  readonly format?: Format | undefined;
  /** Most utterances before an item that a model is told. Default 10. */
  readonly turns?: number | undefined;
  /** Content of a `vocab.txt`; without it the vocabulary is built from `train`. */
  readonly vocabulary?: Uint8Array | string | undefined;
  /** Greatest size of a vocabulary built, `<eos>` and `<unk>` included. Default: no limit. */
  readonly maxVocabulary?: number | undefined;
  /** Words rarer than this in `train` are unknown. Default 1. */
  readonly minCount?: number | undefined;
  /** Words kept of each utterance. Default: all. */
  readonly maxLength?: number | undefined;
  /** Default false. */
  readonly lowercase?: boolean | undefined;
  /** Greatest length of a line. Default 1 000 000. */
  readonly maxLineBytes?: number | undefined;
  /** Default `dialogue`. */
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
