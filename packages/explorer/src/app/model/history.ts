import { readHistory } from "@textvae/runs/measures";
import { opfsStorage } from "@textvae/storage-opfs";
import type { ModelApi } from "../model-api.ts";

/** What a run of this browser has recorded up to its newest checkpoint. */
export const historyOf: ModelApi["history"] = async (run) => {
  const storage = await opfsStorage(run, { create: false });
  const checkpoints = (await storage.list("checkpoints")).map(Number).filter(Number.isInteger);
  const checkpoint = Math.max(0, ...checkpoints);
  const { training, evaluations } = await readHistory(storage);
  return { training, evaluations, checkpoint };
};
