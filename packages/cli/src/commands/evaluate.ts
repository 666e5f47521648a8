import { checkOptions, type Split, TextvaeError } from "@textvae/core";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { fileDataset } from "../data/file-dataset.ts";
import { diagnose } from "../diagnosis.ts";
import { score, showScores } from "../evaluation.ts";
import type { Io, Outcome } from "../io.ts";
import { showDiagnosis } from "../report/diagnosis.ts";
import type { Flags } from "../session.ts";
import { withModel } from "../trained.ts";
import { createWatch } from "../watch.ts";
import { importanceCount } from "./options.ts";

export const evaluateFlags: z.ZodObject = z.strictObject({
  split: z.enum(["train", "valid", "test"]).optional().describe("what to score (default test)"),
  file: z.string().optional().describe("a file to score instead, read as the run's data"),
  samples: importanceCount().optional().describe("K: also the importance-weighted estimate IW-K"),
  mi: z.boolean().default(false).describe("also the mutual information of items and codes"),
  activeUnits: z.boolean().default(false).describe("also the number of active units"),
  seed: z.int().default(1).describe("seed of the samples"),
});

interface EvaluateFlags {
  readonly split?: Split;
  readonly file?: string;
  readonly samples?: number;
  readonly mi: boolean;
  readonly activeUnits: boolean;
  readonly seed: number;
}

/** Scores a split of a run's data, or a file. */
export const evaluateCommand = async (flags: Flags, io: Io): Promise<Outcome> => {
  const given = readFlags(evaluateFlags, flags);
  const chosen = checkOptions(evaluateFlags, given, "evaluate") as unknown as EvaluateFlags;
  const { file, split = "test", ...rest } = chosen;
  if (file !== undefined && chosen.split !== undefined) {
    throw new TextvaeError("OPTION", "--file", { expected: "a file or --split", got: "both" });
  }
  const watch = createWatch(io, flags.json === true);
  return withModel(flags, async (trained) => {
    const { model, evaluation, facts } = trained.model;
    const dataset = await (file === undefined ? trained.dataset() : fileDataset(trained, file));
    const options = { ...rest, model, dataset, split, watch };
    const scores = await score({ ...options, objective: evaluation() });
    const measures = { information: chosen.mi, activeUnits: chosen.activeUnits };
    const diagnosis = await diagnose(model, { ...options, scores, measures });
    const found = showDiagnosis(diagnosis);
    const notes = facts.notes.map((note) => `\n  note: ${note}`).join("");
    const of = file === undefined ? "" : `${file}, as `;
    return {
      kind: "scores",
      data: {
        run: trained.folder,
        ...(file !== undefined && { file }),
        ...scores,
        ...diagnosis,
        notes: facts.notes,
      },
      text: `${of}${showScores(scores)}${found && `\n${found}`}${notes}`,
    };
  });
};
