import { checkOptions, type Split } from "@textvae/core";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { diagnose, storeDiagnosis } from "../diagnosis.ts";
import { score, showScores } from "../evaluation.ts";
import type { Io, Outcome } from "../io.ts";
import { showDiagnosis } from "../report/diagnosis.ts";
import { updateReport } from "../report/write.ts";
import { type Flags, type Session, withTrained } from "../session.ts";
import { createWatch } from "../watch.ts";
import { importanceCount } from "./options.ts";

export const diagnoseFlags: z.ZodObject = z.strictObject({
  split: z.enum(["train", "valid", "test"]).default("test").describe("what to look at"),
  samples: importanceCount().default(500).describe("K of the importance-weighted estimate"),
  items: z.int().min(2).optional().describe("random items for IW-K; without it all of them"),
  probes: z.boolean().default(false).describe("also train small networks between codes and words"),
  seed: z.int().default(1).describe("seed of the samples"),
});

interface DiagnoseFlags {
  readonly split: Split;
  readonly samples: number;
  readonly items?: number;
  readonly probes: boolean;
  readonly seed: number;
}

/** All that is known of a run's codes, printed and kept in its `diagnostics.json`. */
export const diagnoseCommand = async (flags: Flags, io: Io): Promise<Outcome> => {
  const given = readFlags(diagnoseFlags, flags);
  const chosen = checkOptions(diagnoseFlags, given, "diagnose") as unknown as DiagnoseFlags;
  const watch = createWatch(io, flags.json === true);
  const use = async (session: Session): Promise<Outcome> => {
    const { split, samples, items, probes, seed } = chosen;
    const { model, plan, folder } = session;
    const dataset = await session.dataset();
    const scores = await score({ model, dataset, split, objective: plan.evaluation, seed, watch });
    const weighted = { samples, ...(items !== undefined && { items }) };
    const measures = { weighted, information: true, activeUnits: true, swaps: true, probes };
    const diagnosis = await diagnose(session, { dataset, split, seed, scores, measures, watch });
    const stored = await storeDiagnosis(session, diagnosis, scores);
    await updateReport(session.storage, stored);
    const notes = plan.notes.map((note) => `\n  note: ${note}`).join("");
    return {
      kind: "diagnosis",
      data: { run: folder, ...stored, notes: plan.notes },
      text: `${showScores(scores)}\n${showDiagnosis(diagnosis)}${notes}`,
    };
  };
  return withTrained(flags, use, { writes: true });
};
