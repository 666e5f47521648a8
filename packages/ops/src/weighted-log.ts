import {
  isFinite as isFiniteElement,
  mul,
  notEqual,
  type Tensor,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";

/**
 * w · ln p with 0 · −∞ = 0: what never comes counts as nothing where it does not come. Its
 * gradient is finite there too. Shapes are broadcast.
 *
 * @example
 * weightedLog(tensor1d([0, 1]), tensor1d([-Infinity, -0.5])); // [0, −0.5]
 */
export const weightedLog = (weight: Tensor, logP: Tensor): Tensor => {
  const finite = where(isFiniteElement(logP), logP, zerosLike(logP));
  return mul(weight, where(notEqual(weight, 0), logP, finite));
};
