import { checkOptions, createRng } from "@textvae/core";
import type { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { itemsToTell, labelFlag, labelOf } from "../data/told.ts";
import type { Io, Outcome } from "../io.ts";
import type { Flags } from "../session.ts";
import { withModel } from "../trained.ts";
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
  return withModel(
    flags,
    async (trained) => {
      const { maxLength, seed, count, label } = chosen;
      const rng = createRng(seed).stream("sample");
      const told = await itemsToTell(trained, count, label, rng);
      const options = { strategy, maxLength, rng, batchSize: count, ...(told && { told }) };
      const samples = await trained.model.sample(count, options);
      const labels = told?.flatMap((item) => labelOf(trained.model, item) ?? []) ?? [];
      return {
        kind: "samples",
        data: { run: trained.folder, seed, samples, ...(labels.length > 0 && { labels }) },
        text: samples.map((sample, i) => [labels[i], sample].filter(Boolean).join("\t")).join("\n"),
      };
    },
    { io },
  );
};
