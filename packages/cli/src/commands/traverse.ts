import { printableLine } from "@textvae/report/text";
import type { Point } from "@textvae/runs";
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
      const { latentTraversal } = await import("@textvae/diagnostics");
      const { sentencesToAsk } = await import("@textvae/runs/asking");
      const { givenSentences } = await import("../data/typed.ts");
      const { model, folder } = trained;
      const rng = createRng(seed).stream("traverse");
      const given = await givenSentences(io, [text], { count: 1 });
      const items = await sentencesToAsk(trained, { given, label, count: 1, rng });
      const [point] = (await model.encode(items, { rng, batchSize: 1 })) as [Point];
      const from0 = ["binary", "simplex"].includes(`${model.model.parts.prior?.support}`);
      const values = Array.from({ length: steps }, (_, i) => {
        const part = i / (steps - 1);
        return reach * (from0 ? part : 2 * part - 1);
      });
      const moved = latentTraversal(model.model, [...point.z], { dimension, values });
      const points = moved.map((z) => ({ ...point, z: Float32Array.from(z) }));
      const options = { strategy, maxLength, rng, batchSize: steps };
      const sentences = await model.decode(points, options);
      const [from = ""] = model.wordings(items);
      const unknown = items.unknown.flat();
      const code = point.of === "sample" ? "a sample of the code" : "the code";
      return {
        kind: "traversal",
        data: { run: folder, from, of: point.of, unknown, dimension, values, sentences },
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
