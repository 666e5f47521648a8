import { wasm } from "@textvae/backend-wasm";
import { registryFor } from "@textvae/open";
import { openTrained, type TrainedModel } from "@textvae/runs";
import { opfsStorage } from "@textvae/storage-opfs";
import { experiments } from "../train/experiments.ts";
import { WASM } from "./wasm.ts";

/** A run of this browser, and the model of its best checkpoint. */
export const openedHere = async (
  run: string,
): Promise<{
  readonly storage: Awaited<ReturnType<typeof opfsStorage>>;
  readonly model: TrainedModel;
}> => {
  await wasm(WASM).start();
  const storage = await opfsStorage(run, { create: false });
  return { storage, model: await openTrained(storage, await registryFor(experiments)) };
};
