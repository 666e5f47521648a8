import { checkOptions, createRng } from "@textvae/core";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { sampleSentences } from "../generation.ts";
import type { Io, Outcome } from "../io.ts";
import { type Flags, withTrained } from "../session.ts";
import { type GenerationFlags, generationFlags, strategyOf } from "./options.ts";

export const sampleFlags: z.ZodObject = generationFlags.extend({
  count: z.int().min(1).default(10).describe("number of sentences"),
});

/** Sentences from the prior of a run. */
export const sampleCommand = async (flags: Flags, _io: Io): Promise<Outcome> => {
  const given = readFlags(sampleFlags, flags);
  const chosen = checkOptions(sampleFlags, given, "sample") as unknown as GenerationFlags & {
    readonly count: number;
  };
  const strategy = strategyOf(chosen);
  return withTrained(flags, async ({ model, folder }) => {
    const { maxLength, seed, count } = chosen;
    const rng = createRng(seed).stream("sample");
    const samples = await sampleSentences(model, count, { strategy, maxLength, rng });
    return { kind: "samples", data: { run: folder, seed, samples }, text: samples.join("\n") };
  });
};
