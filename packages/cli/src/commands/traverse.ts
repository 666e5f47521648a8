import { checkOptions, createRng } from "@textvae/core";
import { latentTraversal } from "@textvae/diagnostics";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { randomSentences, readSentence, textOf } from "../data/sentences.ts";
import { decodeCodes, encodeMeans } from "../generation.ts";
import type { Io, Outcome } from "../io.ts";
import { type Flags, withTrained } from "../session.ts";
import { type GenerationFlags, generationFlags, strategyOf } from "./options.ts";

export const traverseFlags: z.ZodObject = generationFlags.extend({
  text: z.string().optional().describe("sentence whose code is moved; without it a random one"),
  dimension: z.int().min(0).default(0).describe("the coordinate that moves, from 0"),
  reach: z.number().positive().default(1).describe("it moves from −reach to reach"),
  steps: z.int().min(2).default(7).describe("number of sentences"),
});

interface TraverseFlags extends GenerationFlags {
  readonly text?: string;
  readonly dimension: number;
  readonly reach: number;
  readonly steps: number;
}

/** Sentences along one coordinate of the code of a sentence. */
export const traverseCommand = async (flags: Flags, _io: Io): Promise<Outcome> => {
  const given = readFlags(traverseFlags, flags);
  const chosen = checkOptions(traverseFlags, given, "traverse") as unknown as TraverseFlags;
  const strategy = strategyOf(chosen, "greedy");
  const { text, dimension, reach, steps, maxLength, seed } = chosen;
  return withTrained(flags, async ({ model, folder, dataset }) => {
    const rng = createRng(seed).stream("traverse");
    const [ids = []] =
      text === undefined
        ? randomSentences(await dataset(), "valid", 1, rng.stream("sentences"))
        : [readSentence(text, model.vocabulary).ids];
    const [code = []] = await encodeMeans(model, [ids], rng);
    const values = Array.from({ length: steps }, (_, i) => reach * ((2 * i) / (steps - 1) - 1));
    const codes = latentTraversal(model, code, { dimension, values });
    const sentences = await decodeCodes(model, codes, { strategy, maxLength, rng });
    const from = textOf(ids, model.vocabulary);
    return {
      kind: "traversal",
      data: { run: folder, from, dimension, values, sentences },
      text: [
        `dimension ${dimension} of the code of: ${from}`,
        ...sentences.map((sentence, i) => `  ${values[i]?.toFixed(2).padStart(5)}  ${sentence}`),
      ].join("\n"),
    };
  });
};
