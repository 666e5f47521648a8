import type { Scalar, Tensor1D } from "@tensorflow/tfjs-core";
import type { Model } from "../model/model.ts";
import type { Batch } from "./batch.ts";
import type { Component } from "./component.ts";
import type { Context } from "./context.ts";
import type { Gradients, Parameters } from "./optimizer.ts";
import type { Scheduled } from "./schedule.ts";

/** Which number this is, so that no number is printed without it. */
export interface Estimator {
  /** e.g. "ELBO, 1 sample, closed-form KL". */
  readonly name: string;
  /** Whether the value is an upper bound of −log p(x) in expectation. */
  readonly bound: boolean;
}

/** The terms of an objective on one batch, all in nats. */
export interface Terms {
  /** What is minimised: nats per item, averaged over the batch as its items are weighted, with all penalties. */
  readonly loss: Scalar;
  /** −log p(x|z) per item. */
  readonly reconstruction_B: Tensor1D;
  /** The divergence per item, unweighted. Absent in a model without a latent code. */
  readonly divergence_B?: Tensor1D;
  /** Estimate of −log p(x) per item, unweighted; what evaluation reports. */
  readonly nll_B: Tensor1D;
  /** Weight of the divergence in the loss. */
  readonly weight?: number;
  readonly estimator: Estimator;
}

/** Puts reconstruction, divergence and weights together. */
export interface Objective extends Component {
  /** Parts of the model it can't do without; checked at assembly. */
  readonly needs: readonly ("encoder" | "prior" | "condition")[];
  /** Whether training with it needs gradients through samples of the posterior. */
  readonly differentiatesSamples: boolean;
  /** Whether it asks posteriors for densities; checked at assembly. */
  readonly needsDensity?: boolean;
  /** Whether it refines the posterior's parameters; checked at assembly. */
  readonly refines?: boolean;
  /** What changes with its steps, such as the weight of the divergence. */
  readonly schedules?: readonly Scheduled[];
  /** Name of what `divergence_B` is, as it is printed: KL, MMD. */
  readonly divergenceName?: string;
  terms(model: Model, batch: Batch, context: Context): Terms;
  /**
   * The terms with the gradients of the loss by the name of the parameter, where automatic
   * differentiation of `terms` can't find them. Runs in a `tidy` of the trainer.
   */
  differentiate?(
    model: Model,
    parameters: Parameters,
    batch: Batch,
    context: Context,
  ): { readonly terms: Terms; readonly gradients: Gradients };
}
