import { checkOptions, createRng } from "@textvae/core";
import { latentTraversal } from "@textvae/diagnostics";
import type { Point } from "@textvae/runs";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { labelFlag, sentencesToAsk } from "../data/told.ts";
import { givenSentences } from "../data/typed.ts";
import type { Io, Outcome } from "../io.ts";
import type { Flags } from "../session.ts";
import { withModel } from "../trained.ts";
import { type GenerationFlags, generationFlags, sentenceCount, strategyOf } from "./options.ts";

export const traverseFlags: z.ZodObject = generationFlags.extend({
  text: z
    .string()
    .optional()
    .describe("sentence whose code is moved; without it that of standard input, or a random one"),
  dimension: z.int().min(0).default(0).describe("the coordinate that moves, from 0"),
  reach: z
    .number()
    .positive()
    .default(1)
    .describe("it moves from −reach to reach, in discrete codes from 0"),
  steps: sentenceCount().min(2).default(7).describe("number of sentences"),
  ...labelFlag,
});

interface TraverseFlags extends GenerationFlags {
  readonly text?: string;
  readonly dimension: number;
  readonly reach: number;
  readonly steps: number;
  readonly label?: string;
}

/** Sentences along one coordinate of the code of a sentence. */
export const traverseCommand = async (flags: Flags, io: Io): Promise<Outcome> => {
  const given = readFlags(traverseFlags, flags);
  const chosen = checkOptions(traverseFlags, given, "traverse") as unknown as TraverseFlags;
  const strategy = strategyOf(chosen, "greedy");
  const { text, label, dimension, reach, steps, maxLength, seed } = chosen;
  return withModel(
    flags,
    async (trained) => {
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
          `dimension ${dimension} of ${code} of: ${from}`,
          ...sentences.map((sentence, i) => `  ${values[i]?.toFixed(2).padStart(5)}  ${sentence}`),
        ].join("\n"),
      };
    },
    { io },
  );
};
