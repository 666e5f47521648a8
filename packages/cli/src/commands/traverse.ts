import { printableLine } from "@textvae/report/text";
import { z } from "zod";
import { command } from "../command.ts";
import { withModel } from "../with-model.ts";
import { generationFlags, labelFlag, sentenceCount, strategyOf } from "./options.ts";

const TEXT = "sentence whose code is moved; without it that of standard input, or a random one";

/** Sentences along one coordinate of the code of a sentence. */
export const traverse = command("traverse", {
  asks: "model and data",
  options: {
    ...generationFlags,
    text: z.string().optional().describe(TEXT),
    dimension: z.int().min(0).default(0).describe("the coordinate that moves, from 0"),
    reach: z
      .number()
      .positive()
      .default(1)
      .describe("it moves from −reach to reach, in discrete codes from 0"),
    steps: sentenceCount().min(2).default(7).describe("number of sentences"),
    ...labelFlag,
  },
  async run(chosen, { flags, io }) {
    const strategy = strategyOf(chosen, "greedy");
    const { text, label, dimension, reach, steps, maxLength, seed } = chosen;
    const use: Parameters<typeof withModel>[1] = async (trained) => {
      const { createRng } = await import("@textvae/core");
      const { sentencesToAsk, traverseSentence } = await import("@textvae/runs/asking");
      const { givenSentences } = await import("@textvae/workbench");
      const rng = createRng(seed).stream("traverse");
      const given = await givenSentences(io, [text], { count: 1 });
      const items = await sentencesToAsk(trained, { given, label, count: 1, rng });
      const moving = { dimension, reach, steps, strategy, maxLength, rng };
      const { from, of, values, sentences } = await traverseSentence(trained.model, items, moving);
      const unknown = items.unknown.flat();
      const code = of === "sample" ? "a sample of the code" : "the code";
      return {
        kind: "traversal",
        data: { run: trained.folder, from, of, unknown, dimension, values, sentences },
        text: [
          ...(unknown.length > 0 ? [`unknown words: ${unknown.join(", ")}`] : []),
          `dimension ${dimension} of ${code} of: ${printableLine(from)}`,
          ...sentences.map(
            (sentence, i) => `  ${values[i]?.toFixed(2).padStart(5)}  ${printableLine(sentence)}`,
          ),
        ].join("\n"),
      };
    };
    return withModel(flags, use, { io });
  },
});
