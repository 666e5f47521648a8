import { isTokenizer, TOKENIZER, type Tokenizer } from "@textvae/core";
import { PagedContent } from "@textvae/corpus";
import {
  type BesideTypes,
  Content,
  isSource,
  type PerSplit,
  type SentenceFileOptions,
  SOURCE,
  type Source,
} from "@textvae/text";
import * as v from "valibot";
import { FORMATS, type Format, type RecordOptions } from "./format-name.ts";
import { areKept, isFree, KEPT } from "./kept-fields.ts";
import type { LoadOptions } from "./load.ts";

/** How text is read. */
export interface ReadingOptions extends Omit<SentenceFileOptions, "splits">, RecordOptions {
  /** Default `lines`. */
  readonly format?: Format | undefined;
  /**
   * What finds ids in texts, in the place of words and their vocabulary. `maxLength` counts its ids;
   * `maxVocabulary` and `minCount` are for one that learns its vocabulary from train.
   */
  readonly tokenizer?: Tokenizer | undefined;
}

export interface TextOptions extends ReadingOptions {
  /** Contents of the files; or what `streamText` made of them. */
  readonly splits: PerSplit<Source | PagedContent>;
}

const source = v.pipe(
  v.custom<Source>(isSource, SOURCE),
  v.transform((given) => new Content(given)),
);

const content = v.pipe(
  v.custom<Source | PagedContent>(
    (value) => value instanceof PagedContent || isSource(value),
    SOURCE,
  ),
  v.transform((given) => (given instanceof PagedContent ? given : new Content(given))),
);

const reading = {
  format: v.optional(v.picklist(FORMATS), "lines"),
  field: v.optional(v.pipe(v.string(), v.minLength(1))),
  labelField: v.optional(v.pipe(v.string(), v.minLength(1))),
  keepFields: v.optional(v.custom<string | BesideTypes>(areKept, KEPT)),
  weightField: v.optional(v.pipe(v.string(), v.check(isFree, "a name that batches have not"))),
  quotes: v.optional(v.boolean()),
  vocabulary: v.optional(source),
  tokenizer: v.optional(v.custom<Tokenizer>(isTokenizer, TOKENIZER)),
  maxVocabulary: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(3))),
  minCount: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 1),
  maxLength: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  lowercase: v.optional(v.boolean(), false),
  maxLineBytes: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 1_000_000),
  name: v.optional(v.pipe(v.string(), v.minLength(1)), "text"),
};

/** Options once they were checked, with defaults, but for the splits. */
export type CheckedReading = Omit<LoadOptions, "splits">;

export const readingSchema: v.GenericSchema<ReadingOptions, CheckedReading> =
  v.strictObject(reading);

export const textSchema: v.GenericSchema<TextOptions, LoadOptions> = v.strictObject({
  splits: v.strictObject({
    train: v.optional(content),
    valid: v.optional(content),
    test: v.optional(content),
  }),
  ...reading,
});
