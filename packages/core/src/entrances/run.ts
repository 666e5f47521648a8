/** What keeps and opens runs: registries, records, storage, checkpoints, weights in files. */

// Errors
export { type ErrorCode, nearest, placedIn, suggest } from "@textvae/ops";
// Registries and records
export { compositions, training } from "../plugin/core-plugins.ts";
export { checkOptions, optionKeys } from "../plugin/options.ts";
export { type Plain, recordOf, revive } from "../plugin/record.ts";
export { createRegistry, type Registry } from "../plugin/registry.ts";
// Runs
export * as checks from "../run/checked-record.ts";
export { listCheckpoints } from "../run/checkpoint.ts";
export { duplicateKey } from "../run/duplicate-key.ts";
export type { Continuation, Engine, EngineSince } from "../run/engine.ts";
export { folderIn } from "../run/folder-in.ts";
export { sha256 } from "../run/hash.ts";
// Weights
export { restoreWeights, toHost as hostTensors } from "../run/host-tensors.ts";
export {
  type Holder,
  type Lease,
  type LeaseOptions,
  leaseLost,
  takeLease,
} from "../run/lease.ts";
export { memoryStorage } from "../run/memory-storage.ts";
export { readEngines } from "../run/read-engines.ts";
export type { CheckState, Resume } from "../run/resume.ts";
export { openRun, type Run, type RunConfig, type RunOptions, readConfig } from "../run/run.ts";
export {
  decodeSafetensors,
  type EncodeOptions,
  encodeSafetensors,
  type HostTensor,
} from "../run/safetensors.ts";
export { readTrainedWeights, type TrainedWeights } from "../run/trained-weights.ts";
