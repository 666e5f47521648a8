import type { TextScore } from "@textvae/runs";
import { command } from "../command.ts";
import { withModel } from "../with-model.ts";
import { askedFlags, batchFlags, importanceCount, shardFlags } from "./options.ts";

/** What each sentence costs, and all together. */
export const score = command("score", {
  asks: "model and data",
  options: {
    ...askedFlags,
    samples: importanceCount().optional().describe("K: also the importance-weighted estimate IW-K"),
    ...batchFlags,
    ...shardFlags,
  },
  async run(chosen, { flags, io }) {
    const { showTextScores } = await import("@textvae/report/lines");
    const { totalsOf } = await import("@textvae/runs/measures");
    const { askedItems } = await import("@textvae/workbench");
    const { samples, seed, batchSize } = chosen;
    const { besideShards, onePart, requireRead, sharing } = await import("../shards.ts");
    const { joinItemShards, scoreItemsShard } = await import("@textvae/runs");
    const { part, watch } = sharing(chosen, flags, io);
    if (chosen.jobs !== undefined) requireRead(chosen);
    const work = { command: "score", flags };
    return besideShards(work, io, (shards) =>
      withModel(flags, async (trained) => {
        const { items, texts, from, beside } = await askedItems(trained, chosen, io);
        const options = { seed, batchSize, ...(samples !== undefined && { samples }) };
        if (part) {
          return onePart(work, trained, part, () =>
            watch("scoring", (onProgress) =>
              scoreItemsShard(trained.model, items, { ...options, onProgress }, part),
            ),
          );
        }
        const scores = await watch("scoring", async (onProgress) =>
          chosen.jobs === undefined
            ? trained.model.score(items, { ...options, onProgress })
            : joinItemShards<TextScore>(await shards.found(trained, onProgress), items.size),
        );
        const totals = totalsOf(scores);
        const told = scores.map((score, i) => ({
          text: texts[i] ?? "",
          ...(beside?.[i] && { beside: beside[i] }),
          ...score,
        }));
        return {
          kind: "sentence-scores",
          data: { run: trained.folder, from, seed, scores: told, totals },
          text: showTextScores(told, totals),
        };
      }),
    );
  },
});
