import { checkOptions, type Split } from "@textvae/core";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { score, showScores } from "../evaluation.ts";
import type { Io, Outcome } from "../io.ts";
import { type Flags, withTrained } from "../session.ts";

export const evaluateFlags: z.ZodObject = z.strictObject({
  split: z.enum(["train", "valid", "test"]).default("test").describe("what to score"),
  samples: z.int().min(1).optional().describe("K: also the importance-weighted estimate IW-K"),
  seed: z.int().default(1).describe("seed of the samples"),
});

interface EvaluateFlags {
  readonly split: Split;
  readonly samples?: number;
  readonly seed: number;
}

/** Scores a split of a run's data. */
export const evaluateCommand = async (flags: Flags, _io: Io): Promise<Outcome> => {
  const given = readFlags(evaluateFlags, flags);
  const chosen = checkOptions(evaluateFlags, given, "evaluate") as unknown as EvaluateFlags;
  return withTrained(flags, async ({ model, plan, dataset, folder }) => {
    const scores = await score({
      ...chosen,
      model,
      dataset: await dataset(),
      objective: plan.evaluation,
    });
    const notes = plan.notes.map((note) => `\n  note: ${note}`).join("");
    return {
      kind: "scores",
      data: { run: folder, ...scores, notes: plan.notes },
      text: showScores(scores) + notes,
    };
  });
};
