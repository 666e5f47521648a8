import { printableLine } from "@textvae/report/text";
import { command } from "../command.ts";
import { withModel } from "../with-model.ts";
import { generationFlags, labelFlag, sentenceCount, strategyOf } from "./options.ts";

/** Sentences from the prior of a run. */
export const sample = command("sample", {
  asks: "model",
  options: {
    ...generationFlags,
    count: sentenceCount().default(10).describe("number of sentences"),
    ...labelFlag,
  },
  async run(chosen, { flags, io }) {
    const strategy = strategyOf(chosen);
    const { maxLength, seed, count, label } = chosen;
    const use: Parameters<typeof withModel>[1] = async (trained) => {
      const { createRng } = await import("@textvae/core");
      const { itemsToTell, labelOf } = await import("@textvae/runs/asking");
      const rng = createRng(seed).stream("sample");
      const told = await itemsToTell(trained, count, label, rng);
      const options = { strategy, maxLength, rng, batchSize: count, ...(told && { told }) };
      const samples = await trained.model.sample(count, options);
      const labels = told?.flatMap((item) => labelOf(trained.model, item) ?? []) ?? [];
      return {
        kind: "samples",
        data: { run: trained.folder, seed, samples, ...(labels.length > 0 && { labels }) },
        text: samples
          .map((sample, i) => [labels[i], printableLine(sample)].filter(Boolean).join("\t"))
          .join("\n"),
      };
    };
    return withModel(flags, use, { io });
  },
});
