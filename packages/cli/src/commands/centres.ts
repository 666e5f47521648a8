import { TextvaeError } from "@textvae/core/options";
import type { MeanCodes } from "@textvae/diagnostics";
import { outputFile, type Written } from "@textvae/storage-node";
import { z } from "zod";
import { command } from "../command.ts";
import { withModel } from "../with-model.ts";
import { split } from "./options.ts";

const BATCH = 128;

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
      const { meanCodes } = await import("@textvae/diagnostics");
      const { kmeans } = await import("ml-kmeans");
      const corpus = await dataset();
      const items = corpus.size(split);
      if (items < count) {
        throw new TextvaeError("OPTION", "--count", {
          expected: `at most ${items}, the items of ${split}`,
          got: String(count),
        });
      }
      const source = { model, dataset: corpus, split, batchSize: BATCH };
      const found = await meanCodes({ ...source, space: "before flows" });
      const codes = rowsOf(found);
      const { centroids, clusters, converged } = kmeans(codes, count, { seed, maxIterations: 300 });
      const sizes = centroids.map((_, i) => clusters.filter((cluster) => cluster === i).length);
      await write?.(`${JSON.stringify(centroids)}\n`);
      const lines = centroids.map(
        (centre, i) =>
          `${String(i).padStart(4)}  ${sizes[i]} codes, ‖c‖ ${Math.hypot(...centre).toFixed(3)}`,
      );
      const state = converged ? "converged" : "not converged";
      const data = { run: folder, centres: centroids, of: found.what, sizes, converged };
      return {
        kind: "centres",
        data: { ...data, ...(out !== undefined && { out }) },
        text: [
          ...lines,
          `${count} centres of ${codes.length} codes (${found.what} of ${split}), ${state}`,
          ...(out === undefined ? [] : [`written to ${out}; use them with --centres @${out}`]),
        ].join("\n"),
      };
    });
  },
});

const rowsOf = ({ codes_NZ, size }: MeanCodes): number[][] =>
  Array.from({ length: codes_NZ.length / size }, (_, i) => [
    ...codes_NZ.subarray(i * size, (i + 1) * size),
  ]);
