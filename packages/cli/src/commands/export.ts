import { formatted } from "@textvae/report/text";
import type { RecordedNumbers } from "@textvae/runs";
import type { Watch } from "@textvae/runs/measures";
import { outputFolder } from "@textvae/storage-node";
import { z } from "zod";
import { command } from "../command.ts";
import type { Trained } from "../trained.ts";
import { createWatch } from "../watch.ts";
import { withModel } from "../with-model.ts";

/** What using a model needs, in a folder of its own. */
export const exporting = command("export", {
  asks: "model and data",
  options: {
    out: z.string().describe("folder of the bundle: new, empty, or that of a bundle"),
    dtype: z
      .enum(["f32", "f16"])
      .default("f32")
      .describe("weights as trained, or in half the size"),
  },
  async run({ out, dtype }, { flags, io }) {
    const { memoryStorage } = await import("@textvae/core");
    const { BUNDLE_FILES, exportBundle, readManifest } = await import("@textvae/runs");
    const bundles = { what: "bundle", files: BUNDLE_FILES, read: readManifest };
    const write = await outputFolder(out, "--out", bundles);
    const watch = createWatch(io, flags.json === true);
    return withModel(flags, async (trained) => {
      const numbers = await numbersOf(trained, watch);
      const bundle = memoryStorage();
      const { weights } = await exportBundle(trained.model, bundle, {
        dtype: dtype === "f16" ? "F16" : "F32",
        numbers,
      });
      await write(bundle.files);
      const bytes = sizeOf(bundle.files);
      const { recipe, step } = trained.model.facts;
      return {
        kind: "bundle",
        data: { run: trained.folder, out, recipe, step, bytes, weights, numbers },
        text: [
          `${out}: ${recipe} after ${formatted(step)} updates, ${formatted(bytes / 1e6, 2)} MB in ${weights.dtype}`,
          ...numbers.map(describe),
          `open it with: await open(${JSON.stringify(out)}), of @textvae/open`,
          `or ask it with: textvae sample --run ${out}`,
        ].join("\n"),
      };
    });
  },
});

/** What was recorded of the weights, else what is measured now; nothing where there is no data. */
const numbersOf = async (
  { model, dataset }: Trained,
  watch: Watch,
): Promise<readonly RecordedNumbers[]> => {
  const { numbers, step } = model.facts;
  if (numbers.length > 0) return numbers;
  const corpus = await dataset().catch(() => undefined);
  if (!corpus) return [];
  const { heldOut } = await import("@textvae/runs/asking");
  const split = heldOut(corpus);
  const measured = await watch(`scoring ${split}`, (onProgress) =>
    model.evaluate({ dataset: corpus, split, onProgress }),
  );
  return [{ step, ...measured }];
};

const describe = ({ split, nll, ppl, estimator }: RecordedNumbers): string =>
  `  ${split}: NLL ${formatted(nll, 2)}, PPL ${formatted(ppl, 2)}  ${estimator.name}${estimator.bound ? "" : " (not a bound)"}`;

/** Bytes of the files of a folder together. */
const sizeOf = (files: ReadonlyMap<string, Uint8Array>): number =>
  [...files.values()].reduce((sum, { length }) => sum + length, 0);
