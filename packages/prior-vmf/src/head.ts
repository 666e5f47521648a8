import {
  add,
  exp,
  mul,
  reshape,
  sigmoid,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import type { Scope } from "@textvae/core";
import { constantInitializer, fanInInitializer, zerosInitializer } from "@textvae/layers";
import { linear } from "@textvae/ops";
import type { Concentration } from "./concentration.ts";
import { normalise } from "./direction.ts";
import { type VonMisesFisher, vonMisesFisher } from "./distribution.ts";

/** Bounds and first value of a κ that the encoder predicts. */
export interface LearnedConcentration {
  readonly kind: "learned";
  readonly initial: number;
  readonly min: number;
  readonly max: number;
}

/** μ before normalisation, `[B, Z]`: variables `mean.kernel`, `mean.bias`. */
export const meanHead = (
  scope: Scope,
  features: number,
  size: number,
): ((h_BH: Tensor2D) => Tensor2D) => {
  const kernel_HZ = scope.variable("mean.kernel", [features, size], fanInInitializer);
  const bias_Z = scope.variable("mean.bias", [size], fanInInitializer);
  return (h_BH) => linear(h_BH, kernel_HZ as Tensor2D, bias_Z as Tensor1D);
};

/**
 * κ = min (max/min)^{σ(hW + b)}, `[B]`: between its bounds for any input, on a logarithmic scale.
 * It begins at `initial` for every input. Variables `kappa.kernel`, `kappa.bias`.
 */
const learnedHead = (
  scope: Scope,
  features: number,
  { initial, min, max }: LearnedConcentration,
): ((h_BH: Tensor2D) => Tensor1D) => {
  const range = Math.log(max / min);
  const fraction = Math.log(initial / min) / range;
  const logit = Math.log(fraction / (1 - fraction));
  const kernel_H1 = scope.variable("kappa.kernel", [features, 1], zerosInitializer);
  const bias_1 = scope.variable("kappa.bias", [1], constantInitializer(logit));
  return (h_BH) => {
    const fraction_B1 = sigmoid(linear(h_BH, kernel_H1 as Tensor2D, bias_1 as Tensor1D));
    return reshape(exp(add(mul(fraction_B1, range), Math.log(min))), [-1]) as Tensor1D;
  };
};

/** κ as a number, or from the features. */
export const kappaHead = (
  scope: Scope,
  features: number,
  kappa: number | LearnedConcentration,
): ((h_BH: Tensor2D) => Concentration) =>
  typeof kappa === "number" ? () => kappa : learnedHead(scope, features, kappa);

/**
 * A p(z) of its own: direction and concentration of one law, each of them learned. Variables `direction` `[1, Z]`, of
 * any length, and `logKappa` `[1]`; κ begins at 1, which is nearly uniform.
 */
export const learnedLaw = (scope: Scope, size: number): (() => VonMisesFisher) => {
  const direction_1Z = scope.variable("direction", [1, size], fanInInitializer) as Tensor2D;
  const logKappa_1 = scope.variable("logKappa", [1], zerosInitializer) as Tensor1D;
  return () => vonMisesFisher({ mean_BZ: normalise(direction_1Z), kappa: exp(logKappa_1) });
};
