export { type Axis, axisOf } from "./axis.ts";
export { type Choice, type ChoicesAsked, choicesOf } from "./choices.ts";
export {
  describeCounts,
  describeEnd,
  describeLineEvent,
  describeMissing,
  describeRun,
  describeSweep,
} from "./describe.ts";
export { endOfSweep, type SweepEnd } from "./end.ts";
export { halving } from "./halving.ts";
export { indexOf } from "./index-of.ts";
export { type KeptShards, keptShards, type SplitWork } from "./kept-shards.ts";
export { makePlan, type PlanAsked, type Resolved } from "./make-plan.ts";
export {
  type ClusterPlan,
  type KubernetesPlan,
  kubernetesManifest,
  slurmManifest,
} from "./manifest.ts";
export {
  dataDigest,
  type Halving,
  type LineConfig,
  lineDigest,
  type PlanLine,
  readPlan,
  writePlan,
} from "./plan-line.ts";
export { type MissingRun, readableRuns } from "./readable-runs.ts";
export { type LineRecord, type Records, recordsIn } from "./records.ts";
export { type RunLineOptions, runLine } from "./run-line.ts";
export { type RunPlanOptions, runPlan, threadsEach } from "./run-plan.ts";
export type { ProcessEnd, ProcessError, ProcessEvent } from "./run-process.ts";
export { runShards, type ShardsOptions } from "./run-shards.ts";
export { rungsOf } from "./rungs.ts";
export type { Job, JobEnd, Schedule } from "./schedule.ts";
export { type RunStatus, type Sweep, statusOf } from "./status.ts";
