import { type Dataset, definePlugin, type Plugin } from "@textvae/core/plugin";
import {
  Content,
  filesBySplit,
  isSource,
  type PerSplit,
  SOURCE,
  type Source,
} from "@textvae/text/data";
import * as v from "valibot";
import { readLinesOfJson } from "./read-lines.ts";

/** Options of {@link templatePart}. */
export interface TemplatePartOptions {
  /** What `train.jsonl`, `valid.jsonl` and `test.jsonl` hold, as text or bytes. */
  readonly splits: PerSplit<Source>;
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
  field: v.optional(v.string(), "text"),
  label: v.optional(v.string(), "label"),
  maxVocabulary: v.optional(whole(3)),
  maxLength: v.optional(whole(1)),
  lowercase: v.optional(v.boolean(), false),
});

/** `train` of `train.jsonl`. */
const splitOf = (file: string) =>
  (["train", "valid", "test"] as const).find((split) => file === `${split}.jsonl`);

/**
 * A corpus in lines of JSON, `{"text": "the cat sat", "label": "animals"}`: words between spaces. It takes
 * what files hold, so that it works in a page, too; `folder` says which files `--data FOLDER` reads.
 *
 * @throws {TextvaeError} `SPLIT` without `train`, `DATA` with file and line for what is no object with that
 * text, `ENCODING` for anything but UTF-8.
 *
 * @example
 * const dataset = templatePart({ splits: { train: await readFile("data/train.jsonl") } });
 */
export const templatePart: Plugin<TemplatePartOptions, Dataset> = definePlugin({
  kind: "dataset",
  name: "template-part",
  version: "0.1.0",
  description: "Texts in lines of JSON",
  options,
  folder: {
    expects: "train.jsonl, valid.jsonl and test.jsonl",
    find: (names) =>
      names.some(splitOf)
        ? { contents: { splits: filesBySplit(names, splitOf, "template-part") } }
        : undefined,
  },
  create: readLinesOfJson,
});
