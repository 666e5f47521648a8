import { memoryStorage } from "@textvae/run-format";
import { exportBundle, type Manifest, type RecordedNumbers } from "@textvae/runs";
import type { Watch } from "@textvae/runs/measures";
import type { Trained } from "./trained.ts";

/** A bundle in memory, and what it says of itself. */
export interface Bundle {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly manifest: Manifest;
  readonly bytes: number;
}

/** The bundle of a model, with numbers that were recorded of its weights, or are measured now. */
export const bundleOf = async (
  trained: Trained,
  dtype: "f32" | "f16",
  watch: Watch,
): Promise<Bundle> => {
  const numbers = await numbersOf(trained, watch);
  const storage = memoryStorage();
  const manifest = await exportBundle(trained.model, storage, {
    dtype: dtype === "f16" ? "F16" : "F32",
    numbers,
  });
  const { files } = storage;
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  return { files, manifest, bytes };
};

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
  const { ratesOf } = await import("@textvae/runs/measures");
  const split = heldOut(corpus);
  const measured = await watch(`scoring ${split}`, (onProgress) =>
    model.evaluate({ dataset: corpus, split, onProgress }),
  );
  return [{ step, ...measured, rates: ratesOf(measured, corpus.account?.[split]) }];
};
