import { TextvaeError } from "@textvae/core";
import type { DataRecord } from "@textvae/runs/record";
import { attempt, readBytes } from "@textvae/storage-node";
import { dataDigest, type PlanLine, readPlan } from "@textvae/sweeps";

/** The runs of a plan file. */
export const planIn = async (file: string): Promise<readonly PlanLine[]> => {
  const bytes = await attempt(file, () => readBytes(file), "a plan of textvae sweep plan");
  return readPlan(new TextDecoder().decode(bytes), file);
};

/** Throws `DATA` where the data is no longer what the plan was made with. */
export const requirePlannedData = async (line: PlanLine, data: DataRecord): Promise<void> => {
  if ((await dataDigest(data)) === line.data.sha256) return;
  throw new TextvaeError("DATA", line.config.data, {
    expected: "the data that the plan was made with",
    got: "other data, or data that is read in another way",
    hint: "Restore it, or make the plan again.",
  });
};
