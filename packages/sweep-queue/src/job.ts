import type { ProcessError } from "@textvae/sweeps";
import type { Job } from "bullmq";
import type { QueuedRun } from "./queue.ts";

/** What a job holds. It goes through JSON, which has no NaN and no typed arrays. */
export type JobData = QueuedRun;

/** What whoever trains it told last. */
export interface Progress {
  readonly step: number;
  readonly by: string;
  readonly error?: ProcessError;
}

export const progressOf = ({ progress }: Job<JobData>): Partial<Progress> =>
  typeof progress === "object" ? (progress as Partial<Progress>) : {};

/** What a job fails by that nobody wants any more. */
export const CANCELLED: ProcessError = { code: "CANCELLED", message: "it was cancelled" };
