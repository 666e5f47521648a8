import { formatted } from "@textvae/report/text";
import type { RecordedNumbers } from "@textvae/runs";
import type { WrittenFolder } from "@textvae/storage-node";
import { isRemote, outputAt } from "@textvae/workbench/places";
import { z } from "zod";
import { command, type Flags } from "../command.ts";
import type { Outcome } from "../io.ts";
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
    format: z.enum(["bundle", "onnx"]).default("bundle").describe("for textvae, or as ONNX graphs"),
    dtype: dtypeFlag(),
  },
  async run({ out, format, dtype }, { flags, io }) {
    if (format === "onnx") return exportGraphs(out, dtype, flags);
    const { bundleOf } = await import("@textvae/workbench");
    const write = await outputAt(out, "--out", await bundles());
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
          ...(isRemote(out)
            ? []
            : [`open it with: await open(${JSON.stringify(out)}), of @textvae/open`]),
          `or ask it with: textvae sample --run ${out}`,
        ].join("\n"),
      };
    });
  },
});

const describe = ({ split, nll, ppl, estimator }: RecordedNumbers): string =>
  `  ${split}: NLL ${formatted(nll, 2)}, PPL ${formatted(ppl, 2)}  ${estimator.name}${estimator.bound ? "" : " (not a bound)"}`;

/** The graphs of an LSTM model and its words, in a folder of their own. */
const exportGraphs = async (out: string, dtype: "f32" | "f16", flags: Flags): Promise<Outcome> => {
  const { TextvaeError } = await import("@textvae/core");
  if (dtype !== "f32") {
    throw new TextvaeError("OPTION", "--dtype", { expected: "f32 for ONNX", got: dtype });
  }
  const { exportOnnx, ONNX_FILES } = await import("@textvae/onnx");
  const read: WrittenFolder["read"] = (storage) => storage.read("step.onnx");
  const write = await outputAt(out, "--out", { what: "ONNX model", files: ONNX_FILES, read });
  return withModel(flags, async ({ folder, model }) => {
    const files = await exportOnnx(model);
    await write(files);
    const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
    const names = [...files.keys()];
    return {
      kind: "onnx",
      data: { run: folder, out, files: names, bytes },
      text: `${out}: ${names.join(", ")}, ${formatted(bytes / 1e6, 2)} MB`,
    };
  });
};
