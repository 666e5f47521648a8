import { checkOptions, TextvaeError } from "@textvae/core";
import type { Point, Text } from "@textvae/runs";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { type AskedFlags, askedFlags, askedItems } from "../data/asked.ts";
import type { Io, Outcome } from "../io.ts";
import type { Flags } from "../session.ts";
import { withModel } from "../trained.ts";
import { createWatch } from "../watch.ts";
import { batchFlags } from "./options.ts";

export const neighboursFlags: z.ZodObject = z.strictObject({
  text: z.string().optional().describe("sentence whose neighbours are looked for"),
  code: z.array(z.number()).optional().describe("a code in its place"),
  ...askedFlags,
  k: z.int().min(1).default(10).describe("how many neighbours"),
  ...batchFlags,
});

interface NeighboursFlags extends AskedFlags {
  readonly text?: string;
  readonly code?: readonly number[];
  readonly k: number;
  readonly seed: number;
  readonly batchSize: number;
}

/** The sentences whose codes are nearest to that of a sentence, or to a code. */
export const neighboursCommand = async (flags: Flags, io: Io): Promise<Outcome> => {
  const given = readFlags(neighboursFlags, flags);
  const chosen = checkOptions(neighboursFlags, given, "neighbours") as unknown as NeighboursFlags;
  const to = sought(chosen);
  const watch = createWatch(io, flags.json === true);
  return withModel(flags, async (trained) => {
    const { model, folder } = trained;
    const { items, texts, from } = await askedItems(trained, chosen, io);
    const { batchSize, seed, k } = chosen;
    const corpus = await watch("encoding", (onProgress) =>
      model.encode(items, { batchSize, seed, onProgress }),
    );
    const found = await model.neighbours(to, k, corpus);
    const neighbours = found.map((one) => ({ ...one, text: texts[one.index] ?? "" }));
    const what = model.model.parts.prior?.support === "sphere" ? "angle" : "distance";
    return {
      kind: "neighbours",
      data: { run: folder, from, to: chosen.text ?? chosen.code, measure: what, neighbours },
      text: [
        `${what.padStart(10)}  sentence of ${from}`,
        ...neighbours.map(({ distance, text }) => `${distance.toFixed(4).padStart(10)}  ${text}`),
      ].join("\n"),
    };
  });
};

const sought = ({ text, code, label }: NeighboursFlags): Text | Point => {
  if ((text === undefined) === (code === undefined)) {
    throw new TextvaeError("OPTION", "neighbours", {
      expected: "--text or --code",
      got: text === undefined ? "neither" : "both",
    });
  }
  if (code) return { z: Float32Array.from(code) };
  return label === undefined ? (text as string) : { text: text as string, label };
};
