import {
  add,
  customGrad,
  expandDims,
  matMul,
  mean,
  mul,
  relu,
  square,
  sub,
  sum,
  type Tensor2D,
  zerosLike,
} from "@tensorflow/tfjs-core";

/** The mean row, as a constant: distances do not depend on it. */
const centre = (y_MZ: Tensor2D): Tensor2D =>
  customGrad(() => ({ value: mean(y_MZ, 0, true), gradFunc: () => zerosLike(y_MZ) }))(
    y_MZ,
  ) as Tensor2D;

/**
 * ‖x_i − y_j‖² = ‖x_i‖² + ‖y_j‖² − 2 x_iᵀy_j, `[N, M]`, about the mean of the y: far from the
 * origin the three terms would lose the digits of their sum. Rounding leaves it at 0 or above.
 *
 * @example
 * squaredDistances(tensor2d([[1000, 0]]), tensor2d([[1000, 1]])); // [[1]]
 */
export const squaredDistances = (x_NZ: Tensor2D, y_MZ: Tensor2D): Tensor2D => {
  const middle_1Z = centre(y_MZ);
  const [x, y] = [sub(x_NZ, middle_1Z), sub(y_MZ, middle_1Z)] as [Tensor2D, Tensor2D];
  const x_N1 = sum(square(x), 1, true);
  const y_1M = expandDims(sum(square(y), 1), 0);
  return relu(sub(add(x_N1, y_1M), mul(2, matMul(x, y, false, true))));
};
