import { type Batch, checkOptions, createRng, type Rng } from "@textvae/core";
import { latentTraversal } from "@textvae/diagnostics";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { heldOut, idsOf, randomSentences, textOf } from "../data/sentences.ts";
import { labelFlag, requireOwnLabels, typedItem } from "../data/told.ts";
import { givenSentences } from "../data/typed.ts";
import { decodePoints, encode, type Point } from "../generation.ts";
import type { Io, Outcome } from "../io.ts";
import { type Flags, type Session, withTrained } from "../session.ts";
import { type GenerationFlags, generationFlags, sentenceCount, strategyOf } from "./options.ts";

export const traverseFlags: z.ZodObject = generationFlags.extend({
  text: z
    .string()
    .optional()
    .describe("sentence whose code is moved; without it that of standard input, or a random one"),
  dimension: z.int().min(0).default(0).describe("the coordinate that moves, from 0"),
  reach: z.number().positive().default(1).describe("it moves from −reach to reach"),
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
  const { dimension, reach, steps, maxLength, seed } = chosen;
  return withTrained(
    flags,
    async (session) => {
      const { model, folder } = session;
      const rng = createRng(seed).stream("traverse");
      const { item, unknown } = await itemOf(session, chosen, io, rng);
      const [{ z, ...told }] = (await encode(model, [item], rng, "mean")) as [Point];
      const values = Array.from({ length: steps }, (_, i) => reach * ((2 * i) / (steps - 1) - 1));
      const points = latentTraversal(model, z, { dimension, values }).map((z) => ({ z, ...told }));
      const sentences = await decodePoints(model, points, { strategy, maxLength, rng });
      const from = textOf(idsOf(item), model.vocabulary);
      return {
        kind: "traversal",
        data: { run: folder, from, unknown, dimension, values, sentences },
        text: [
          ...(unknown.length > 0 ? [`unknown words: ${unknown.join(", ")}`] : []),
          `dimension ${dimension} of the code of: ${from}`,
          ...sentences.map((sentence, i) => `  ${values[i]?.toFixed(2).padStart(5)}  ${sentence}`),
        ].join("\n"),
      };
    },
    { io },
  );
};

const itemOf = async (
  session: Session,
  { text, label }: TraverseFlags,
  io: Io,
  rng: Rng,
): Promise<{ readonly item: Batch; readonly unknown: readonly string[] }> => {
  const given = await givenSentences(io, [text], { count: 1 });
  if (given) return typedItem(session, given[0] as string, label);
  requireOwnLabels(label);
  const corpus = await session.dataset();
  const random = randomSentences(corpus, heldOut(corpus), 1, rng.stream("sentences"));
  return { item: random[0] as Batch, unknown: [] };
};
