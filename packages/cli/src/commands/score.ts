import { command } from "../command.ts";
import { createWatch } from "../watch.ts";
import { withModel } from "../with-model.ts";
import { askedFlags, batchFlags, importanceCount } from "./options.ts";

/** What each sentence costs, and all together. */
export const score = command("score", {
  asks: "model and data",
  options: {
    ...askedFlags,
    samples: importanceCount().optional().describe("K: also the importance-weighted estimate IW-K"),
    ...batchFlags,
  },
  async run(chosen, { flags, io }) {
    const { showTextScores } = await import("@textvae/report");
    const { totalsOf } = await import("@textvae/runs/measures");
    const { askedItems } = await import("../data/asked.ts");
    const { samples, seed, batchSize } = chosen;
    const watch = createWatch(io, flags.json === true);
    return withModel(flags, async (trained) => {
      const { items, texts, from } = await askedItems(trained, chosen, io);
      const options = { seed, batchSize, ...(samples !== undefined && { samples }) };
      const scores = await watch("scoring", (onProgress) =>
        trained.model.score(items, { ...options, onProgress }),
      );
      const totals = totalsOf(scores);
      const told = scores.map((score, i) => ({ text: texts[i] ?? "", ...score }));
      return {
        kind: "sentence-scores",
        data: { run: trained.folder, from, seed, scores: told, totals },
        text: showTextScores(told, totals),
      };
    });
  },
});
