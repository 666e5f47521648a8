import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";
import type { Factors } from "@textvae/ops";
import type { Component } from "./component.ts";

export type Parameters = ReadonlyMap<string, Variable>;
export type Gradients = ReadonlyMap<string, Tensor>;

/** State of an optimiser: tensors by name and plain numbers; both go into the checkpoint. */
export interface OptimizerState {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly numbers: Readonly<Record<string, number>>;
}

/** What is known of all gradients together, so that nobody needs to look at them again. */
export interface GradientFacts {
  /** The sum of the squares of all their entries. */
  readonly squaredNorm: number;
}

/** To go on from the weights of the best evaluation, or to end the training. */
export type Advice = "reload" | "stop";

/**
 * A pair of pure functions. `update` owns the gradients and the old state's tensors it is given
 * (it disposes or returns them), assigns nothing itself and returns the change to add to each
 * parameter, so that transforms chain.
 *
 * The last three members let a chain take its step in one pass over memory. Each may be absent,
 * and with them come the numbers that come without them.
 */
export interface Optimizer extends Component {
  init(parameters: Parameters): OptimizerState;
  update(
    gradients: Gradients,
    state: OptimizerState,
    parameters: Parameters,
  ): { readonly updates: Gradients; readonly state: OptimizerState };
  /** `update` with the gradients times `before`, the changes times `after`, and then added. */
  move?(
    gradients: Gradients,
    state: OptimizerState,
    parameters: Parameters,
    factors?: Factors,
    facts?: GradientFacts,
  ): OptimizerState;
  /** What `update` multiplies all gradients by, where it does nothing else. */
  scaleGradients?(gradients: Gradients, state: OptimizerState, facts?: GradientFacts): Scalar;
  /** What `update` multiplies by, where it does nothing else and does not look at the gradients. */
  scaleUpdates?(state: OptimizerState): number;
  /** Told the validation loss after each evaluation; decay on plateau listens. */
  observe?(state: OptimizerState, validation: number): OptimizerState;
  /** What it asks of the trainer, after each evaluation; a function of the state alone. */
  advice?(state: OptimizerState): Advice | undefined;
}
