import { TextvaeError } from "@textvae/core";
import { decodeSafetensors, sha256, type TrainedWeights } from "@textvae/run-format";
import { type Manifest, WEIGHTS } from "./manifest.ts";
import type { Source } from "./source.ts";

/** The weights of a bundle. Throws `CHECKPOINT` where they are not those that it was written with. */
export const readWeights = async (source: Source, manifest: Manifest): Promise<TrainedWeights> => {
  const bytes = await source.read(WEIGHTS);
  if ((await sha256(bytes)) !== manifest.weights.sha256) {
    throw new TextvaeError("CHECKPOINT", WEIGHTS, {
      expected: "the weights that the bundle was written with",
      got: "a file that was changed or cut short",
      hint: "Fetch the bundle again, or export the run again.",
    });
  }
  const { step } = manifest;
  return { step, last: step, phase: 0, weights: decodeSafetensors(bytes, WEIGHTS), folder: "." };
};
