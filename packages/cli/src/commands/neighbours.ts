import { TextvaeError } from "@textvae/core/options";
import { printableLine } from "@textvae/report/text";
import type { Point, Text } from "@textvae/runs";
import { z } from "zod";
import { command } from "../command.ts";
import { createWatch } from "../watch.ts";
import { withModel } from "../with-model.ts";
import { askedFlags, batchFlags } from "./options.ts";

/** The sentences whose codes are nearest to that of a sentence, or to a code. */
export const neighbours = command("neighbours", {
  asks: "model and data",
  options: {
    text: z.string().optional().describe("sentence whose neighbours are looked for"),
    code: z.array(z.number()).optional().describe("a code in its place"),
    ...askedFlags,
    k: z.int().min(1).default(10).describe("how many neighbours"),
    ...batchFlags,
  },
  declare(made) {
    made.option("-k, --k <number>", "how many neighbours (default 10)");
  },
  async run(chosen, { flags, io }) {
    const to = sought(chosen);
    const watch = createWatch(io, flags.json === true);
    return withModel(flags, async (trained) => {
      const { askedItems } = await import("@textvae/workbench");
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
          ...neighbours.map(
            ({ distance, text }) => `${distance.toFixed(4).padStart(10)}  ${printableLine(text)}`,
          ),
        ].join("\n"),
      };
    });
  },
});

interface Sought {
  readonly text?: string | undefined;
  readonly code?: readonly number[] | undefined;
  readonly label?: string | undefined;
}

const sought = ({ text, code, label }: Sought): Text | Point => {
  if ((text === undefined) === (code === undefined)) {
    throw new TextvaeError("OPTION", "neighbours", {
      expected: "--text or --code",
      got: text === undefined ? "neither" : "both",
    });
  }
  if (code) return { z: Float32Array.from(code) };
  return label === undefined ? (text as string) : { text: text as string, label };
};
