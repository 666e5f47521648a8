import { checkOptions, type Split } from "@textvae/core";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { diagnose, storeDiagnosis } from "../diagnosis.ts";
import { score, showScores } from "../evaluation.ts";
import type { Io, Outcome } from "../io.ts";
import { showDiagnosis } from "../report/diagnosis.ts";
import { updateReport } from "../report/write.ts";
import type { Flags } from "../session.ts";
import { type Trained, withModel } from "../trained.ts";
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

/** All that is known of a run's codes, printed and kept in its `diagnostics.json`; a bundle is left as it is. */
export const diagnoseCommand = async (flags: Flags, io: Io): Promise<Outcome> => {
  const given = readFlags(diagnoseFlags, flags);
  const chosen = checkOptions(diagnoseFlags, given, "diagnose") as unknown as DiagnoseFlags;
  const watch = createWatch(io, flags.json === true);
  const use = async ({ folder, storage, model: trained, ...of }: Trained): Promise<Outcome> => {
    const { split, samples, items, probes, seed } = chosen;
    const { model, evaluation, facts } = trained;
    const source = { model, dataset: await of.dataset(), split, seed, watch };
    const scores = await score({ ...source, objective: evaluation() });
    const weighted = { samples, ...(items !== undefined && { items }) };
    const measures = { weighted, information: true, activeUnits: true, swaps: true, probes };
    const diagnosis = await diagnose(model, { ...source, scores, measures });
    const place = { storage, step: facts.step };
    const keep = async () => {
      const stored = await storeDiagnosis(place, diagnosis, scores);
      await updateReport(storage, stored);
      return stored;
    };
    const told = of.kind === "run" ? await keep() : { scores, ...diagnosis };
    const notes = facts.notes.map((note) => `\n  note: ${note}`).join("");
    return {
      kind: "diagnosis",
      data: { run: folder, ...told, notes: facts.notes },
      text: `${showScores(scores)}\n${showDiagnosis(diagnosis)}${notes}`,
    };
  };
  return withModel(flags, use, { writes: true });
};
