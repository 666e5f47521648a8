import { type Dataset, definePlugin, type Plugin } from "@textvae/core";
import * as v from "valibot";
import { readFolder } from "./read-folder.ts";

/** Options of {@link templatePart}. */
export interface TemplatePartOptions {
  /** Where `train.jsonl`, `valid.jsonl` and `test.jsonl` lie. Default "data". */
  readonly folder?: string | undefined;
  /** Which field of a line is the text. Default "text". */
  readonly field?: string | undefined;
  /** Which field is the name of its class. Default "label", where lines have one. */
  readonly label?: string | undefined;
  /** Greatest size of the vocabulary. Default: all words of train. */
  readonly maxVocabulary?: number | undefined;
  /** Words kept of each text. Default: all. */
  readonly maxLength?: number | undefined;
  /** Default false. */
  readonly lowercase?: boolean | undefined;
}

const whole = (least: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least));

const options = v.strictObject({
  folder: v.optional(v.string(), "data"),
  field: v.optional(v.string(), "text"),
  label: v.optional(v.string(), "label"),
  maxVocabulary: v.optional(whole(3)),
  maxLength: v.optional(whole(1)),
  lowercase: v.optional(v.boolean(), false),
});

/**
 * A corpus in lines of JSON, `{"text": "the cat sat", "label": "animals"}`: words between spaces. It reads
 * files, so that it is for Node.
 *
 * @throws {TextvaeError} `SPLIT` without `train.jsonl`, `DATA` with file and line for what is no object
 * with that text, `ENCODING` for anything but UTF-8.
 *
 * @example
 * const dataset = templatePart({ folder: "data", maxLength: 30 });
 */
export const templatePart: Plugin<TemplatePartOptions, Dataset> = definePlugin({
  kind: "dataset",
  name: "template-part",
  version: "0.1.0",
  description: "Texts in lines of JSON",
  options,
  create: readFolder,
});
