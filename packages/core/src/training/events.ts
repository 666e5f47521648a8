import type { Continuation } from "../contracts/journal.ts";
import type { Evaluation } from "./evaluate.ts";
import type { Reached } from "./phase.ts";

/** What a run tells while it goes on. Numbers are means in nats; only they go into metrics.jsonl. */
export type TrainingEvent =
  | {
      readonly kind: "start";
      readonly step: number;
      readonly batches: number;
      /** What was damaged or absent and had to be given up. */
      readonly mended?: readonly string[];
      /** How the engine stands to those that computed the steps before, where it is told. */
      readonly continued?: Continuation;
      /** What is known of its end: phases and schedules that are not reached. */
      readonly notices?: readonly string[];
      /** The limit by which it had ended before; absent where something is left to train. */
      readonly over?: Reached;
    }
  | {
      readonly kind: "step";
      readonly step: number;
      readonly epoch: number;
      readonly tokens: number;
    }
  | { readonly kind: "phase"; readonly step: number; readonly phase: string }
  | ({
      readonly kind: "train";
      readonly step: number;
      readonly epoch: number;
      readonly phase?: string;
      /** What `divergence` is: KL, MMD. */
      readonly divergenceName?: string;
    } & TrainMetrics)
  | {
      readonly kind: "evaluation";
      readonly step: number;
      readonly evaluation: Evaluation;
      readonly best: boolean;
      readonly phase?: string;
      /** What the update rule tells of its state, e.g. of lagging inference. */
      readonly rule?: Readonly<Record<string, number>>;
    }
  | { readonly kind: "reload"; readonly step: number; readonly best: number }
  | { readonly kind: "checkpoint"; readonly step: number; readonly folder: string }
  | {
      readonly kind: "end";
      readonly step: number;
      readonly reason: Reached | "stopped";
    };

export interface TrainMetrics {
  readonly loss: number;
  readonly reconstruction: number;
  readonly divergence: number;
  readonly weight: number;
  /** Reconstruction in nats per scored token. */
  readonly perToken: number;
}
