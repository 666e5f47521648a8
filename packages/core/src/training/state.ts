import type { OptimizerState } from "../contracts/optimizer.ts";
import type { RngState } from "../random/rng.ts";

/** Sums since the last line of metrics, in nats. */
export interface Window {
  readonly items: number;
  readonly tokens: number;
  readonly loss: number;
  readonly reconstruction: number;
  readonly divergence: number;
}

export const emptyWindow: Window = {
  items: 0,
  tokens: 0,
  loss: 0,
  reconstruction: 0,
  divergence: 0,
};

/** Where a run stands, without tensors: what `state.json` holds. */
export interface Progress {
  /** Optimiser updates done. */
  readonly step: number;
  /** Passes over the training split begun before this one. */
  readonly epoch: number;
  /** Batches of this epoch done. */
  readonly index: number;
  readonly window: Window;
  readonly best?: { readonly step: number; readonly nll: number };
  /** Evaluations since the best one. */
  readonly sinceBest: number;
  readonly rng: RngState;
  /** Size of metrics.jsonl at this point; what was written later is cut on resume. */
  readonly metricsBytes: number;
}

export interface TrainingState extends Progress {
  readonly optimizer: OptimizerState;
}
