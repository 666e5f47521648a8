import { outputFile, type Written } from "@textvae/storage-node";
import { z } from "zod";
import { command } from "../command.ts";
import { withModel } from "../with-model.ts";
import { split } from "./options.ts";

const CENTRES: Written = { what: "centres", begins: /^\[\[/ };

/**
 * Where the codes of a run gather: k-means of the means of its posteriors, before the flows if there
 * are any, where the first curvature penalty looks.
 */
export const centres = command("centres", {
  asks: "model and data",
  options: {
    count: z.int().min(1).default(20).describe("number of centres"),
    split: split().default("train").describe("whose codes"),
    out: z.string().optional().describe("write the centres into a JSON file"),
    seed: z.int().default(1).describe("seed of the first centres"),
  },
  async run({ count, split, out, seed }, { flags }) {
    const write = out === undefined ? undefined : await outputFile(out, "--out", CENTRES);
    return withModel(flags, async ({ model: { model }, dataset, folder }) => {
      const { codeCentres } = await import("@textvae/workbench");
      const found = await codeCentres(model, await dataset(), { count, split, seed });
      const { centres, sizes, of, codes, converged } = found;
      await write?.(`${JSON.stringify(centres)}\n`);
      const lines = centres.map(
        (centre, i) =>
          `${String(i).padStart(4)}  ${sizes[i]} codes, ‖c‖ ${Math.hypot(...centre).toFixed(3)}`,
      );
      const state = converged ? "converged" : "not converged";
      const data = { run: folder, centres, of, sizes, converged };
      return {
        kind: "centres",
        data: { ...data, ...(out !== undefined && { out }) },
        text: [
          ...lines,
          `${count} centres of ${codes} codes (${of} of ${split}), ${state}`,
          ...(out === undefined ? [] : [`written to ${out}; use them with --centres @${out}`]),
        ].join("\n"),
      };
    });
  },
});
