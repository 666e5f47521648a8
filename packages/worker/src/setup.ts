import type { WasmOptions } from "@textvae/backend-wasm";
import type { Plain, Until } from "@textvae/core";
import { checkOptions, TextvaeError } from "@textvae/core/options";
import type { TextOptions } from "@textvae/dataset-text";
import * as v from "valibot";
import type { SetupText } from "./files.ts";

/** What is trained and how, in plain data that a message can carry. */
export interface Setup {
  /** The name of a recipe, such as "nvrnn", with its `options`; or an `experiment`. */
  readonly recipe?: string | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** The record of an experiment, `recordOf(experiment)` of core, in the place of a recipe. */
  readonly experiment?: Plain | undefined;
  /**
   * Sentences, one a line; of a single text some are held out as the validation split. Files, one or several, are
   * read as streams, and prepared once.
   */
  readonly text: SetupText;
  /** The last of each so many sentences of a single text is held out. Default 10. */
  readonly heldOut?: number | undefined;
  /** How the text is read: `maxVocabulary`, `lowercase` and the like. */
  readonly reading?: Omit<TextOptions, "splits" | "tokenizer"> | undefined;
  /** What finds ids in text, a tokenizer of the worker's registry by its name. Default: words. */
  readonly tokenizer?: { readonly name: string; readonly options?: object | undefined } | undefined;
  /** Default 1. */
  readonly seed?: number | undefined;
  /** When it ends; as the recipe says when absent. */
  readonly until?: Until | undefined;
  /** Updates between lines of metrics. Default 10. */
  readonly logEvery?: number | undefined;
  /** Updates between evaluations; without it once per epoch. */
  readonly evaluateEvery?: number | undefined;
  /** Updates between checkpoints beside those at evaluations. */
  readonly checkpointEvery?: number | undefined;
  /** Where the run is kept, in words of the worker's storage; a run that is there goes on. */
  readonly run?: string | undefined;
  /** Where text in files is kept once it is prepared, in words of the worker's corpora. Default "corpus". */
  readonly corpus?: string | undefined;
  /** Which checkpoint to go on from. Default "last". */
  readonly resume?: "last" | "last-good" | undefined;
  /** Threads, kernels and addresses of the WebAssembly backend. */
  readonly backend?: WasmOptions | undefined;
}

const whole = v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)));
const content = v.optional(v.union([v.string(), v.instance(Uint8Array)]));
const facts = v.object({ name: v.string(), size: v.number(), lastModified: v.number() });
const files = v.array(v.union([v.instance(Blob), facts]));
const record = v.optional(v.record(v.string(), v.unknown()));

const schema = v.strictObject({
  recipe: v.optional(v.pipe(v.string(), v.minLength(1))),
  options: record,
  experiment: record,
  text: v.message(
    v.union([
      v.string(),
      v.instance(Blob),
      files,
      v.strictObject({ train: content, valid: content, test: content }),
      v.strictObject({ train: files, valid: v.optional(files), test: v.optional(files) }),
    ]),
    "a text or files of one, or texts or lists of files by split: train, valid, test",
  ),
  heldOut: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(2))),
  reading: record,
  tokenizer: v.optional(
    v.strictObject({ name: v.pipe(v.string(), v.minLength(1)), options: record }),
  ),
  seed: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  until: v.optional(v.strictObject({ steps: whole, epochs: whole, sinceBest: whole })),
  logEvery: whole,
  evaluateEvery: whole,
  checkpointEvery: whole,
  run: v.optional(v.pipe(v.string(), v.minLength(1))),
  corpus: v.optional(v.pipe(v.string(), v.minLength(1))),
  resume: v.optional(v.picklist(["last", "last-good"])),
  backend: record,
});

/** Throws `OPTION` for what is no setup, naming the key. */
export const checkSetup = (given: unknown): Setup => {
  const setup = checkOptions(schema, given, "setup") as Setup;
  const { recipe, experiment, options } = setup;
  if ((recipe === undefined) === (experiment === undefined)) {
    throw new TextvaeError("OPTION", "setup.recipe", {
      expected: "the name of a recipe, or the record of an experiment",
      got: recipe === undefined ? "neither" : "both",
    });
  }
  if (experiment !== undefined && options !== undefined) {
    throw new TextvaeError("OPTION", "setup.options", {
      expected: "options beside the recipe that they are of",
      got: "options beside an experiment, which has its own",
    });
  }
  return setup;
};
