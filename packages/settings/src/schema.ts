import type { AnyPlugin } from "@textvae/core";
import type { Recipe } from "@textvae/recipes";
import { z } from "zod";
import type { DataFiles } from "./data-files.ts";
import { DEFAULT_RECIPE, type Recipes, recipes } from "./recipes.ts";

/** How a folder of text is read. */
export interface DataSettings {
  /** What a line is. Default `lines`. */
  readonly format?:
    | "lines"
    | "label-tab"
    | "rating-first"
    | "jsonl"
    | "csv"
    | "tsv"
    | "parquet"
    | undefined;
  /** The field of records that holds the text. */
  readonly field?: string | undefined;
  /** The field of records that holds the class. */
  readonly labelField?: string | undefined;
  /** Fields of records that are kept beside the text: `id,stars:number`. */
  readonly keepFields?: string | undefined;
  /** The field of records that holds how much each counts in the loss. */
  readonly weightField?: string | undefined;
  /** Whether quotes around values of csv and tsv are none of their text. */
  readonly quotes?: boolean | undefined;
  /** Greatest size of the vocabulary. */
  readonly maxVocabulary?: number | undefined;
  /** Rarer words are unknown. */
  readonly minCount?: number | undefined;
  /** `words`, `characters`, `bytes`, `bpe`, the tokenizer of a plugin, or a file such as `tokenizer.json`. */
  readonly tokenizer?: string | undefined;
  /** Longest sentence in words, or in ids of the tokenizer. */
  readonly maxLength?: number | undefined;
  /** Fold the text to lower case. */
  readonly lowercase?: boolean | undefined;
  /** Longest line allowed. */
  readonly maxLineBytes?: number | undefined;
  /** Most utterances that an utterance of a dialogue is told. */
  readonly turns?: number | undefined;
  /** Part of train that becomes valid; of bags of words. */
  readonly holdOut?: number | undefined;
  /** What stands beside the words of a vocabulary; of bags of words. */
  readonly vocabularyColumn?: "count" | "index" | undefined;
}

/** A configuration with every default filled in. */
export interface Settings extends DataSettings {
  readonly recipe: string;
  /** Options of the recipe. */
  readonly options: Readonly<Record<string, unknown>>;
  /**
   * `sotu`, the dataset of a plugin, or a folder with `train.txt`, `valid.txt`, `test.txt`, or with
   * `train.feat`, `test.feat` and `vocab.new`, or with dialogues: `train.utts.txt` …, or `data.txt`,
   * `val.txt`, `test.txt`; or files, patterns of them, and of splits: `train=news/*.txt;valid=dev.txt`.
   */
  readonly data: string;
  /** Folder for prepared text. Default: `.textvae` beside the data, or the user's cache folder. */
  readonly cache?: string | undefined;
  /** `wasm`, `node`, `webgpu`, `cpu`, the backend of a plugin, or `auto`: the first available. */
  readonly backend: string;
  /** Threads of the backend, which do not change a result. Left out, it chooses. */
  readonly threads?: number | undefined;
  readonly seed: number;
  /** Updates to stop after. */
  readonly steps?: number | undefined;
  /** Passes over the data to stop after. */
  readonly epochs?: number | undefined;
  /** Updates between lines of metrics. */
  readonly logEvery: number;
  /** Updates between evaluations; without it once per epoch. */
  readonly evaluateEvery?: number | undefined;
  /** Updates between checkpoints beside those at evaluations. */
  readonly checkpointEvery?: number | undefined;
  /** Folder of the run; a run that is there is continued. */
  readonly run?: string | undefined;
  /** Plugins of yours, imported in a `textvae.config.ts`. */
  readonly plugins: readonly AnyPlugin[];
  /** Recipes of yours, made with `defineRecipe`. */
  readonly recipes: readonly Recipe[];
}

/** A configuration as far as someone wrote it down. */
export type PartialSettings = Partial<Omit<Settings, "data">> & {
  readonly data?: string | DataFiles;
};

const count = () => z.int().min(1);
const isRecipe = (value: unknown) => {
  const { name, options, create } = Object(value) as Partial<Recipe>;
  return typeof name === "string" && options?.shape !== undefined && typeof create === "function";
};
const isPlugin = (value: unknown) => typeof value === "function" && "meta" in value;

/** The options that reach the dataset. */
export const dataSchema: z.ZodObject = z.strictObject({
  format: z
    .enum(["lines", "label-tab", "rating-first", "jsonl", "csv", "tsv", "parquet"])
    .optional()
    .describe("a line is a sentence, label<TAB>sentence, rating and sentence, or a record"),
  field: z.string().min(1).optional().describe("field that holds the text; of records"),
  labelField: z.string().min(1).optional().describe("field that holds the class; of records"),
  keepFields: z
    .string()
    .min(1)
    .optional()
    .describe("fields kept beside the text, such as id,stars:number; of records"),
  weightField: z
    .string()
    .min(1)
    .optional()
    .describe("field that holds how much the text counts in the loss; of records"),
  quotes: z
    .boolean()
    .optional()
    .describe("quotes around values are none of their text; of csv and tsv (default true)"),
  maxVocabulary: z.int().min(3).optional().describe("greatest size of the vocabulary"),
  minCount: count().optional().describe("rarer words are unknown"),
  tokenizer: z
    .string()
    .optional()
    .describe("what finds ids in text: words, characters, bytes, bpe, or a tokenizer.json"),
  maxLength: count().optional().describe("longest sentence in words or other ids"),
  lowercase: z.boolean().optional().describe("fold the text to lower case"),
  maxLineBytes: count().optional().describe("longest line allowed"),
  turns: count().optional().describe("most utterances before one of a dialogue; of dialogues"),
  holdOut: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe("part of train that becomes valid; of bags of words"),
  vocabularyColumn: z
    .enum(["count", "index"])
    .optional()
    .describe("what the second column of a vocabulary is; of bags of words"),
});

export const cacheOption: z.ZodOptional<z.ZodString> = z
  .string()
  .min(1)
  .optional()
  .describe("folder for prepared text; without it .textvae beside the data, for large files");

const files = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional();
const splits = z.strictObject({ train: files, valid: files, test: files });

/** The name of data, or files of its splits. */
const dataOption = z.union([z.string(), splits]);

/** What help says of `--recipe`. */
export const describedRecipes = (known: Recipes): string =>
  `what to train: ${Object.keys(known).join(", ")}`;

/** Everything a configuration may say; options of the recipe stand under `options`. */
export const configSchema: z.ZodObject = z.strictObject({
  recipe: z.string().default(DEFAULT_RECIPE).describe(describedRecipes(recipes)),
  options: z.record(z.string(), z.unknown()).default({}).describe("options of the recipe"),
  data: dataOption
    .default("sotu")
    .describe(
      "sotu, the dataset of a plugin, a folder with train.txt, valid.txt, test.txt, or files: train=news/*.txt;valid=dev.txt",
    ),
  ...dataSchema.shape,
  cache: cacheOption,
  backend: z
    .string()
    .default("auto")
    .describe("wasm, node, webgpu, cpu, the backend of a plugin, or auto: the first available"),
  threads: count().optional().describe("threads of the backend; without it as many as help"),
  seed: z.int().default(1).describe("seed of parameters, noise and order"),
  steps: count().optional().describe("updates to stop after"),
  epochs: count().optional().describe("passes over the data to stop after"),
  logEvery: count().default(10).describe("updates between lines of metrics"),
  evaluateEvery: count()
    .optional()
    .describe("updates between evaluations; without it once per epoch"),
  checkpointEvery: count()
    .optional()
    .describe("updates between checkpoints beside those at evaluations"),
  run: z.string().optional().describe("folder of the run; a run that is there is continued"),
  plugins: z
    .array(z.custom<AnyPlugin>(isPlugin, "a plugin made with definePlugin"))
    .default([])
    .describe("plugins of yours, imported in a textvae.config.ts"),
  recipes: z
    .array(z.custom<Recipe>(isRecipe, "a recipe made with defineRecipe"))
    .default([])
    .describe("recipes of yours, imported in a textvae.config.ts"),
});
