import { type Batch, checkOptions, createRng, type Rng, TextvaeError } from "@textvae/core";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { heldOut, randomSentences } from "../data/sentences.ts";
import { labelFlag, requireOwnLabels, typedItem } from "../data/told.ts";
import { givenSentences } from "../data/typed.ts";
import { interpolateSentences, showInterpolation } from "../interpolation.ts";
import type { Io, Outcome } from "../io.ts";
import { type Flags, type Session, withTrained } from "../session.ts";
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
  return withTrained(
    flags,
    async (session) => {
      const { maxLength, seed, steps } = chosen;
      const rng = createRng(seed).stream("interpolate");
      const { from, to, unknown } = await endsOf(session, chosen, io, rng);
      const options = { strategy, maxLength, steps, rng };
      const interpolation = await interpolateSentences(session.model, from, to, options);
      const warning = unknown.length > 0 ? `unknown words: ${unknown.join(", ")}\n` : "";
      return {
        kind: "interpolation",
        data: { run: session.folder, ...interpolation, unknown },
        text: warning + showInterpolation(interpolation),
      };
    },
    { io },
  );
};

type Typed = ReturnType<typeof typedItem>;

interface Ends {
  readonly from: Batch;
  readonly to: Batch;
  readonly unknown: readonly string[];
}

const endsOf = async (
  session: Session,
  { from, to, label }: InterpolateFlags,
  io: Io,
  rng: Rng,
): Promise<Ends> => {
  if ((from === undefined) !== (to === undefined)) {
    throw new TextvaeError("OPTION", "interpolate", {
      expected: "both --from and --to, or neither",
      got: from === undefined ? "only --to" : "only --from",
    });
  }
  const given = await givenSentences(io, [from, to], { count: 2 });
  if (given) {
    const [a, b] = given.map((text) => typedItem(session, text, label)) as [Typed, Typed];
    return { from: a.item, to: b.item, unknown: [...a.unknown, ...b.unknown] };
  }
  requireOwnLabels(label);
  const corpus = await session.dataset();
  const random = randomSentences(corpus, heldOut(corpus), 2, rng.stream("sentences"));
  return { from: random[0] as Batch, to: random.at(-1) as Batch, unknown: [] };
};
