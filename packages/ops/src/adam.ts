import { add, div, mul, sqrt, square, type Tensor } from "@tensorflow/tfjs-core";
import { defineOp, type Op } from "./op.ts";

export type AdamInputs = { gradient: Tensor; m: Tensor; v: Tensor };

export interface AdamConstants {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** η / (1 − β₁ᵗ), the learning rate with the correction of m's bias. */
  readonly rate: number;
  /** 1 − β₂ᵗ, the correction of v's bias. */
  readonly correction: number;
}

const decay = (average: Tensor, value: Tensor, beta: number): Tensor =>
  add(mul(average, beta), mul(value, 1 - beta));

/**
 * One step of Adam for one parameter, an operation that is not differentiable:
 *
 *     m′ = β₁m + (1 − β₁)g,   v′ = β₂v + (1 − β₂)g²
 *     change = −rate·m′ / (√(v′ / correction) + ε)
 *
 * @returns m′, v′ and the change, in the shape of the parameter
 * @see D. P. Kingma and J. Ba, Adam: A Method for Stochastic Optimization, 2015,
 *   https://arxiv.org/abs/1412.6980
 * @example
 * const [m, v, change] = adamStep({ gradient, m, v }, constants);
 */
export const adamStep: Op<AdamInputs, AdamConstants> = defineOp({
  kernelName: "TextvaeAdam",
  outputs: 3,
  portable({ gradient, m, v }, { beta1, beta2, epsilon, rate, correction }) {
    const nextM = decay(m, gradient, beta1);
    const nextV = decay(v, square(gradient), beta2);
    const scale = add(sqrt(div(nextV, correction)), epsilon);
    return [nextM, nextV, div(mul(nextM, -rate), scale)];
  },
});
