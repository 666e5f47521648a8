import { checkOptions, createRng } from "@textvae/core";
import type { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { itemsToTell, labelFlag, labelOf } from "../data/told.ts";
import { sampleSentences } from "../generation.ts";
import type { Io, Outcome } from "../io.ts";
import { type Flags, withTrained } from "../session.ts";
import { type GenerationFlags, generationFlags, sentenceCount, strategyOf } from "./options.ts";

export const sampleFlags: z.ZodObject = generationFlags.extend({
  count: sentenceCount().default(10).describe("number of sentences"),
  ...labelFlag,
});

/** Sentences from the prior of a run. */
export const sampleCommand = async (flags: Flags, io: Io): Promise<Outcome> => {
  const given = readFlags(sampleFlags, flags);
  const chosen = checkOptions(sampleFlags, given, "sample") as unknown as GenerationFlags & {
    readonly count: number;
    readonly label?: string;
  };
  const strategy = strategyOf(chosen);
  return withTrained(
    flags,
    async (session) => {
      const { maxLength, seed, count, label } = chosen;
      const rng = createRng(seed).stream("sample");
      const told = await itemsToTell(session, count, label, rng);
      const options = { strategy, maxLength, rng };
      const samples = await sampleSentences(session.model, count, options, told);
      const labels = told?.flatMap((item) => labelOf(session, item) ?? []) ?? [];
      return {
        kind: "samples",
        data: { run: session.folder, seed, samples, ...(labels.length > 0 && { labels }) },
        text: samples.map((sample, i) => [labels[i], sample].filter(Boolean).join("\t")).join("\n"),
      };
    },
    { io },
  );
};
