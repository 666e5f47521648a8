export * as checks from "./checked-record.ts";
export { listCheckpoints } from "./checkpoint.ts";
export type { Engine, EngineSince } from "./engine.ts";
export { folderIn } from "./folder-in.ts";
export { sha256 } from "./hash.ts";
export {
  type Holder,
  type Lease,
  type LeaseOptions,
  leaseLost,
  takeLease,
} from "./lease.ts";
export { memoryStorage } from "./memory-storage.ts";
export { readLostMetrics } from "./metrics-file.ts";
export { readEngines } from "./read-engines.ts";
export { openRun, type Run, type RunConfig, type RunOptions, readConfig } from "./run.ts";
export { decodeSafetensors, type EncodeOptions, encodeSafetensors } from "./safetensors.ts";
export { readTrainedWeights, type TrainedWeights } from "./trained-weights.ts";
