import {
  add,
  div,
  exp,
  expandDims,
  matMul,
  mul,
  relu,
  square,
  sub,
  sum,
  type Tensor2D,
} from "@tensorflow/tfjs-core";

/** k(x, y) from ‖x − y‖² and C = 2σ². */
export type Kernel = (squared_NM: Tensor2D, c: number) => Tensor2D;

const SCALES = [0.1, 0.2, 0.5, 1, 2, 5, 10];

const gaussian: Kernel = (squared_NM, c) => exp(div(squared_NM, -c));

const inverseMultiquadric: Kernel = (squared_NM, c) => div(c, add(squared_NM, c));

export const kernels: Readonly<Record<"gaussian" | "imq" | "imq-multiscale", Kernel>> = {
  gaussian,
  imq: inverseMultiquadric,
  "imq-multiscale": (squared_NM, c) =>
    SCALES.map((scale) => inverseMultiquadric(squared_NM, scale * c)).reduce((a, b) => add(a, b)),
};

/** ‖x_i − y_j‖² = ‖x_i‖² + ‖y_j‖² − 2 x_iᵀy_j, `[N, M]`; rounding leaves it at 0 or above. */
export const squaredDistances = (x_NZ: Tensor2D, y_MZ: Tensor2D): Tensor2D => {
  const x_N1 = sum(square(x_NZ), 1, true);
  const y_1M = expandDims(sum(square(y_MZ), 1), 0);
  return relu(sub(add(x_N1, y_1M), mul(2, matMul(x_NZ, y_MZ, false, true))));
};
