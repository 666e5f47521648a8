import { checkOptions, createRng, TextvaeError } from "@textvae/core";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { labelFlag, sentencesToAsk } from "../data/told.ts";
import { givenSentences } from "../data/typed.ts";
import { interpolateSentences, showInterpolation } from "../interpolation.ts";
import type { Io, Outcome } from "../io.ts";
import type { Flags } from "../session.ts";
import { withModel } from "../trained.ts";
import { type GenerationFlags, generationFlags, sentenceCount, strategyOf } from "./options.ts";

export const interpolateFlags: z.ZodObject = generationFlags.extend({
  from: z.string().optional().describe("sentence to start from, words between spaces"),
  to: z
    .string()
    .optional()
    .describe(
      "sentence to end at; without both those of two lines of standard input, or random ones",
    ),
  steps: sentenceCount().min(2).default(7).describe("number of sentences on the way"),
  ...labelFlag,
});

interface InterpolateFlags extends GenerationFlags {
  readonly from?: string;
  readonly to?: string;
  readonly steps: number;
  readonly label?: string;
}

/** The sentences between two sentences. */
export const interpolateCommand = async (flags: Flags, io: Io): Promise<Outcome> => {
  const given = readFlags(interpolateFlags, flags);
  const chosen = checkOptions(
    interpolateFlags,
    given,
    "interpolate",
  ) as unknown as InterpolateFlags;
  const strategy = strategyOf(chosen, "greedy");
  const { maxLength, seed, steps, from, to, label } = chosen;
  if ((from === undefined) !== (to === undefined)) {
    throw new TextvaeError("OPTION", "interpolate", {
      expected: "both --from and --to, or neither",
      got: from === undefined ? "only --to" : "only --from",
    });
  }
  return withModel(
    flags,
    async (trained) => {
      const rng = createRng(seed).stream("interpolate");
      const ends = await givenSentences(io, [from, to], { count: 2 });
      const items = await sentencesToAsk(trained, { given: ends, label, count: 2, rng });
      const options = { strategy, maxLength, steps, rng };
      const interpolation = await interpolateSentences(trained.model, items, options);
      const unknown = items.unknown.flat();
      const warning = unknown.length > 0 ? `unknown words: ${unknown.join(", ")}\n` : "";
      return {
        kind: "interpolation",
        data: { run: trained.folder, ...interpolation, unknown },
        text: warning + showInterpolation(interpolation),
      };
    },
    { io },
  );
};
