import { TextvaeError } from "@textvae/core/options";
import { z } from "zod";
import { command } from "../command.ts";
import { createWatch } from "../watch.ts";
import { withModel } from "../with-model.ts";
import { importanceCount, split } from "./options.ts";

/** Scores a split of a run's data, or a file. */
export const evaluate = command("evaluate", {
  asks: "model and data",
  options: {
    split: split().optional().describe("what to score (default test)"),
    file: z.string().optional().describe("a file to score instead, read as the run's data"),
    samples: importanceCount().optional().describe("K: also the importance-weighted estimate IW-K"),
    mi: z.boolean().default(false).describe("also the mutual information of items and codes"),
    activeUnits: z.boolean().default(false).describe("also the number of active units"),
    seed: z.int().default(1).describe("seed of the samples"),
  },
  async run(chosen, { flags, io }) {
    const { file, split = "test", ...rest } = chosen;
    if (file !== undefined && chosen.split !== undefined) {
      throw new TextvaeError("OPTION", "--file", { expected: "a file or --split", got: "both" });
    }
    const watch = createWatch(io, flags.json === true);
    return withModel(flags, async (trained) => {
      const { askedFile } = await import("../data/asked.ts");
      const { diagnose, score } = await import("@textvae/runs/measures");
      const { showDiagnosis, showScores } = await import("@textvae/report");
      const { model, evaluation, facts } = trained.model;
      const dataset = await (file === undefined ? trained.dataset() : askedFile(trained, file));
      const options = { ...rest, model, dataset, split, watch };
      const scores = await score({ ...options, objective: evaluation() });
      const measures = { information: chosen.mi, activeUnits: chosen.activeUnits };
      const diagnosis = await diagnose(model, { ...options, scores, measures });
      const found = showDiagnosis(diagnosis);
      const notes = facts.notes.map((note) => `\n  note: ${note}`).join("");
      const of = file === undefined ? "" : `${file}, as `;
      const data = { ...scores, ...diagnosis, notes: facts.notes };
      return {
        kind: "scores",
        data: { run: trained.folder, ...(file !== undefined && { file }), ...data },
        text: `${of}${showScores(scores)}${found && `\n${found}`}${notes}`,
      };
    });
  },
});
