import type { OptimizerState } from "../contracts/optimizer.ts";
import type { RngState } from "../random/rng.ts";

/** The state of an optimiser that keeps none. */
export const emptyState: OptimizerState = { tensors: new Map(), numbers: {} };

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

/** Which phase of training it is, and the step and epoch in which it began. */
export interface PhaseStart {
  readonly index: number;
  readonly step: number;
  readonly epoch: number;
}

/** Where a run stands, without tensors: what `state.json` holds. */
export interface Progress {
  /** Optimiser updates done. */
  readonly step: number;
  /** Passes over the training split begun before this one. */
  readonly epoch: number;
  /** Batches of this epoch done. */
  readonly index: number;
  readonly window: Window;
  /** The evaluation of this step is still to be done. */
  readonly evaluationDue?: true;
  /** Absent in the first phase. */
  readonly phase?: PhaseStart;
  /** Within the phase. */
  readonly best?: { readonly step: number; readonly nll: number };
  /** The evaluation of where the run ended, if none was due there; forgotten where it goes on. */
  readonly final?: { readonly nll: number };
  /** Evaluations since the best one, within the phase. */
  readonly sinceBest: number;
  readonly rng: RngState;
  /** Size of metrics.jsonl at this point; what was written later is cut on resume. */
  readonly metricsBytes: number;
}

export interface TrainingState extends Progress {
  readonly optimizer: OptimizerState;
}

/** At the end of an epoch of so many batches the state at the beginning of the next. */
export const intoNextEpoch = (state: TrainingState, batches: number): TrainingState =>
  state.index === batches ? { ...state, epoch: state.epoch + 1, index: 0 } : state;

/** The step of the best evaluation, that of where the run ended included; without one the last. */
export const bestStep = ({ step, best, final }: Progress): number =>
  best === undefined || (final && final.nll < best.nll) ? step : best.step;
