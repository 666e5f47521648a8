import { formatted } from "@textvae/report/text";
import { outputFile, type Written } from "@textvae/storage-node";
import { z } from "zod";
import { command } from "../command.ts";
import { createWatch } from "../watch.ts";
import { withModel } from "../with-model.ts";
import { askedFlags, batchFlags } from "./options.ts";

const CODES: Written = { what: "codes", begins: /^(?:\{"(?:text|of|z)":|.NUMPY|PAR1)/u };
const TABLE = /\.parquet$/i;

/** Sentences as codes, in a file. */
export const encode = command("encode", {
  asks: "model and data",
  options: {
    out: z.string().describe("file for the codes, by its name: codes.jsonl, .npy or .parquet"),
    ...askedFlags,
    mode: z.enum(["mean", "sample"]).default("mean").describe("what of each posterior"),
    ...batchFlags,
  },
  async run(chosen, { flags, io }) {
    const { codeFormat, encodeCodes } = await import("@textvae/runs");
    const { askedItems } = await import("../data/asked.ts");
    const { out, mode, seed, batchSize } = chosen;
    const format = TABLE.test(out) ? "parquet" : codeFormat(out, "--out");
    const write = await outputFile(out, "--out", CODES);
    const watch = createWatch(io, flags.json === true);
    return withModel(flags, async (trained) => {
      const { items, texts, from } = await askedItems(trained, chosen, io);
      const points = await watch("encoding", async (onProgress) => {
        const options = { mode, seed, batchSize, onProgress };
        if (format === "parquet") {
          const { codeTable, encodeParquet } = await import("@textvae/parquet");
          const table = await codeTable(trained.model, { items, from, ...options });
          await write(encodeParquet(table));
          return table.points;
        }
        const points = await trained.model.encode(items, options);
        await write(encodeCodes(points, format, texts));
        return points;
      });
      const [codes, size, of] = [points.length, points[0]?.z.length ?? 0, points[0]?.of];
      return {
        kind: "codes",
        data: { run: trained.folder, from, out, codes, size, of },
        text: `${out}: ${formatted(codes)} codes of ${size} numbers, each the ${of} of the posterior of a sentence of ${from}`,
      };
    });
  },
});
