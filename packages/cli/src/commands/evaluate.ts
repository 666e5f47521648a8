import { TextvaeError } from "@textvae/core/options";
import { z } from "zod";
import { command, type Flags } from "../command.ts";
import { withModel } from "../with-model.ts";
import { importanceCount, shardFlags, split } from "./options.ts";

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
    ...shardFlags,
  },
  async run(chosen, { flags, io }) {
    const { file, split = "test", ...rest } = chosen;
    const other = chosen.split !== undefined ? "--split" : flags.data && "--data";
    if (file !== undefined && other) {
      throw new TextvaeError("OPTION", "--file", { expected: `a file or ${other}`, got: "both" });
    }
    const { besideShards, onePart, sharing } = await import("../shards.ts");
    const { part, watch } = sharing(chosen, flags, io);
    const work = { command: "evaluate", flags: apart(flags) };
    return besideShards(work, io, (shards) =>
      withModel(flags, async (trained) => {
        const { askedFile } = await import("@textvae/workbench");
        const { diagnose, joinScores, score, scoreSplitShard } = await import(
          "@textvae/runs/measures"
        );
        const { showDiagnosis, showScores } = await import("@textvae/report/lines");
        const { model, evaluation, facts } = trained.model;
        const dataset = await (file === undefined ? trained.dataset() : askedFile(trained, file));
        const options = { ...rest, model, dataset, split, watch };
        const asked = { ...options, objective: evaluation() };
        if (part) return onePart(work, trained, part, () => scoreSplitShard(asked, part));
        const scores =
          chosen.jobs === undefined
            ? await score(asked)
            : joinScores(
                options,
                await watch(`scoring ${split}`, (onProgress) => shards.found(trained, onProgress)),
              );
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
      }),
    );
  },
});

/** Without what the parent measures by itself. */
const apart = ({ mi: _, activeUnits: __, ...flags }: Flags): Flags => flags;
