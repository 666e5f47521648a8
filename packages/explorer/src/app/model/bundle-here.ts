import { memoryStorage } from "@textvae/run-format";
import { exportBundle } from "@textvae/runs";
import { zipSync } from "fflate";
import { RECIPE } from "../train/models.ts";
import { openedHere } from "./opened-here.ts";

/** The bundle of what was trained in this browser, as an archive of one folder. */
export const bundleHere = async (run: string, folder: string): Promise<Uint8Array<ArrayBuffer>> => {
  const { model } = await openedHere(run);
  try {
    const bundle = memoryStorage();
    await exportBundle({ ...model, facts: { ...model.facts, recipe: RECIPE } }, bundle);
    const files = [...bundle.files].map(([name, bytes]) => [`${folder}/${name}`, bytes]);
    // Weights are as good as random, and would take long to be made no smaller.
    return zipSync(Object.fromEntries(files), { level: 0 });
  } finally {
    model.model.dispose();
  }
};
