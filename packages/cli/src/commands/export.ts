import { formatted } from "@textvae/report/text";
import type { RecordedNumbers } from "@textvae/runs";
import { outputFolder, type WrittenFolder } from "@textvae/storage-node";
import { z } from "zod";
import { command } from "../command.ts";
import { createWatch } from "../watch.ts";
import { withModel } from "../with-model.ts";

/** Folders that hold a bundle. */
export const bundles = async (): Promise<WrittenFolder> => {
  const { BUNDLE_FILES, readManifest } = await import("@textvae/runs");
  return { what: "bundle", files: BUNDLE_FILES, read: readManifest };
};

/** Weights as they go into a bundle. */
export const dtypeFlag = () =>
  z.enum(["f32", "f16"]).default("f32").describe("weights as trained, or in half the size");

/** What using a model needs, in a folder of its own. */
export const exporting = command("export", {
  asks: "model and data",
  options: {
    out: z.string().describe("folder of the bundle: new, empty, or that of a bundle"),
    dtype: dtypeFlag(),
  },
  async run({ out, dtype }, { flags, io }) {
    const { bundleOf } = await import("../bundle.ts");
    const write = await outputFolder(out, "--out", await bundles());
    const watch = createWatch(io, flags.json === true);
    return withModel(flags, async (trained) => {
      const { files, manifest, bytes } = await bundleOf(trained, dtype, watch);
      const { weights, numbers } = manifest;
      await write(files);
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

const describe = ({ split, nll, ppl, estimator }: RecordedNumbers): string =>
  `  ${split}: NLL ${formatted(nll, 2)}, PPL ${formatted(ppl, 2)}  ${estimator.name}${estimator.bound ? "" : " (not a bound)"}`;
