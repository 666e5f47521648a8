import type { Trained } from "@textvae/workbench";
import { z } from "zod";
import { command } from "../command.ts";
import type { Outcome } from "../io.ts";
import { createWatch } from "../watch.ts";
import { withModel } from "../with-model.ts";
import { importanceCount, split } from "./options.ts";

/** All that is known of a run's codes, printed and kept in its `diagnostics.json`; a bundle is left as it is. */
export const diagnose = command("diagnose", {
  asks: "model and data",
  options: {
    split: split().default("test").describe("what to look at"),
    samples: importanceCount().default(500).describe("K of the importance-weighted estimate"),
    items: z.int().min(2).optional().describe("random items for IW-K; without it all of them"),
    probes: z
      .boolean()
      .default(false)
      .describe("also train small networks between codes and words"),
    seed: z.int().default(1).describe("seed of the samples"),
  },
  async run({ split, samples, items, probes, seed }, { flags, io }) {
    const watch = createWatch(io, flags.json === true);
    const use = async ({ folder, storage, model: trained, ...of }: Trained): Promise<Outcome> => {
      const { diagnose, score, storeDiagnosis } = await import("@textvae/runs/measures");
      const { showDiagnosis, showScores } = await import("@textvae/report/lines");
      const { updateReport } = await import("@textvae/workbench/report-file");
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
  },
});
