import type { GenerateStrategy } from "@textvae/core";
import { TextvaeError } from "@textvae/core/options";
import { GENERATION_LIMITS } from "@textvae/text/limits";
import { z } from "zod";

/** A number of sentences, or of steps between two of them. */
export const sentenceCount = (): z.ZodInt => z.int().min(1).max(GENERATION_LIMITS.count);

/** K of an importance-weighted estimate; what takes longer than anyone waits is refused at once. */
export const importanceCount = (): z.ZodInt => z.int().min(1).max(1_000_000);

/** How much is done at once, and what is drawn meanwhile. */
export const batchFlags = {
  batchSize: z.int().min(1).default(64).describe("sentences at once; bounds memory"),
  seed: z.int().default(1).describe("seed of samples"),
};

/** How work is split among processes. */
export const shardFlags = {
  jobs: z.int().min(1).max(256).optional().describe("processes that share the work"),
  parts: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe("parts that it is split into (default: one for each process)"),
  keep: z
    .string()
    .optional()
    .describe("folder for parts that are done, which the same command takes up"),
  shard: z
    .string()
    .optional()
    .describe("one part of the work, e.g. 2/7, for a program that joins them"),
};

/** How sentences are generated. */
export const generationFlags = {
  seed: z.int().default(1).describe("seed of codes and words"),
  maxLength: z
    .int()
    .min(1)
    .max(GENERATION_LIMITS.maxLength)
    .optional()
    .describe("longest sentence in ids (default 40 words, or as many ids as these take)"),
  greedy: z.boolean().default(false).describe("always the most probable word"),
  beam: z.int().min(1).max(GENERATION_LIMITS.width).optional().describe("width of a beam search"),
  temperature: z.number().positive().optional().describe("below 1: safer words; above: bolder"),
  topK: z.int().min(1).optional().describe("only the k most probable words"),
  topP: z.number().gt(0).max(1).optional().describe("only the words that hold this probability"),
};

type GenerationFlags = z.output<z.ZodObject<typeof generationFlags>>;

/** What a conditional model is told beside a sentence, or instead of one. */
export const labelFlag = {
  label: z.string().optional().describe("class of the sentences, for a model that is told it"),
};

/** A part of the run's data. */
export const split = () => z.enum(["train", "valid", "test"]);

/** Where the sentences of a question stand. */
export const askedFlags = {
  file: z.string().optional().describe("file of sentences, one on a line; else standard input"),
  split: split().optional().describe("a split of the run's data instead"),
  label: z.string().optional().describe("class of them all; without it label<TAB>sentence"),
};

/** The strategy that flags ask for. Throws `OPTION` for flags that exclude each other. */
export const strategyOf = (
  flags: GenerationFlags,
  preset: GenerateStrategy["kind"] = "sample",
): GenerateStrategy => {
  const { greedy, beam, temperature, topK, topP } = flags;
  const sampling = { "--temperature": temperature, "--top-k": topK, "--top-p": topP };
  const given = Object.entries(sampling).flatMap(([flag, x]) => (x === undefined ? [] : [flag]));
  const samples = given.length > 0;
  if ([greedy, beam !== undefined, samples].filter(Boolean).length > 1) {
    throw new TextvaeError("OPTION", "generation", {
      expected: "one of --greedy, --beam, or sampling with --temperature, --top-k, --top-p",
      got: [...(greedy ? ["--greedy"] : []), ...(beam ? ["--beam"] : []), ...given].join(", "),
    });
  }
  if (beam !== undefined) return { kind: "beam", width: beam };
  if (greedy || (preset === "greedy" && !samples)) return { kind: "greedy" };
  return {
    kind: "sample",
    ...(temperature !== undefined && { temperature }),
    ...(topK !== undefined && { topK }),
    ...(topP !== undefined && { topP }),
  };
};
