export type {
  AddOptions,
  Attempt,
  Ending,
  QueuedRun,
  QueueRecord,
  SweepQueue,
  WorkOptions,
} from "./queue.ts";
export { type RedisQueueOptions, redisQueue } from "./redis-queue.ts";
export { trainLine } from "./train-line.ts";
export { describeQueued, planKey, queuedRuns, type WorkOnOptions, workOn } from "./work-on.ts";
