import { checkOptions, type Split } from "@textvae/core";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { diagnose } from "../diagnosis.ts";
import { score, showScores } from "../evaluation.ts";
import type { Io, Outcome } from "../io.ts";
import { showDiagnosis } from "../report/diagnosis.ts";
import { type Flags, withTrained } from "../session.ts";
import { createWatch } from "../watch.ts";
import { importanceCount } from "./options.ts";

export const evaluateFlags: z.ZodObject = z.strictObject({
  split: z.enum(["train", "valid", "test"]).default("test").describe("what to score"),
  samples: importanceCount().optional().describe("K: also the importance-weighted estimate IW-K"),
  mi: z.boolean().default(false).describe("also the mutual information of items and codes"),
  activeUnits: z.boolean().default(false).describe("also the number of active units"),
  seed: z.int().default(1).describe("seed of the samples"),
});

interface EvaluateFlags {
  readonly split: Split;
  readonly samples?: number;
  readonly mi: boolean;
  readonly activeUnits: boolean;
  readonly seed: number;
}

/** Scores a split of a run's data. */
export const evaluateCommand = async (flags: Flags, io: Io): Promise<Outcome> => {
  const given = readFlags(evaluateFlags, flags);
  const chosen = checkOptions(evaluateFlags, given, "evaluate") as unknown as EvaluateFlags;
  const watch = createWatch(io, flags.json === true);
  return withTrained(flags, async (session) => {
    const { model, plan, folder } = session;
    const dataset = await session.dataset();
    const scores = await score({
      ...chosen,
      model,
      dataset,
      objective: plan.evaluation,
      watch,
    });
    const measures = { information: chosen.mi, activeUnits: chosen.activeUnits };
    const diagnosis = await diagnose(session, { ...chosen, dataset, scores, measures, watch });
    const found = showDiagnosis(diagnosis);
    const notes = plan.notes.map((note) => `\n  note: ${note}`).join("");
    return {
      kind: "scores",
      data: { run: folder, ...scores, ...diagnosis, notes: plan.notes },
      text: `${showScores(scores)}${found && `\n${found}`}${notes}`,
    };
  });
};
