import type { Batch, Model, Optimizer, Parameters } from "@textvae/core";
import { parametersUnder } from "@textvae/core/internals";
import type { Dialogue } from "@textvae/dataset-dialogue";
import { chain, clipByGlobalNorm, sgd } from "@textvae/optimizers";
import type { Chooser } from "../game/index.ts";

/** Two models of the same make that negotiate, and who writes down what each gets. */
export interface Table {
  /** The one that learns. */
  readonly agent: Model;
  /** The one that stays as it was. */
  readonly partner: Model;
  /** For both sides. */
  readonly chooser: Chooser;
  /** What a model is told before it speaks next in some dialogues. */
  readonly told: (dialogues: readonly Dialogue[]) => Batch;
  /** Utterances after which a negotiation ends without an agreement. Default 20. */
  readonly limit?: number;
  /** Most words of an utterance. Default 30. */
  readonly maxLength?: number;
}

export interface PolicyOptimizerOptions {
  /** Default 0.2. */
  readonly learningRate?: number;
  /** Largest norm of a gradient. Default 1. */
  readonly clip?: number;
  /** Default 0.1. */
  readonly momentum?: number;
}

/** Clipped SGD with momentum; the defaults are those published for negotiations. */
export const policyOptimizer = (options: PolicyOptimizerOptions = {}): Optimizer => {
  const { learningRate = 0.2, clip = 1, momentum = 0.1 } = options;
  return chain(clipByGlobalNorm(clip), sgd({ learningRate, momentum }));
};

/**
 * The parameters that only p(z|c) uses: those of the condition and of the latent family. Word vectors
 * that the decoder shares are not among them, so that it puts actions into words as before.
 */
export const policyParameters = (model: Model): Parameters =>
  parametersUnder(model.parameters, ["condition", "prior"], "policyParameters");
