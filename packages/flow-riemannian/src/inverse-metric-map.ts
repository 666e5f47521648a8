import {
  add,
  div,
  exp,
  log,
  matMul,
  mean,
  mul,
  reshape,
  square,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tanh,
} from "@tensorflow/tfjs-core";
import type { FlowOutput } from "@textvae/core";
import { fixedPoint } from "@textvae/layers";
import { squaredDistances } from "@textvae/ops";

/** f(z) = z + û g(z), g(z) = tanh(wᵀz + b) / β(z), with its centres. */
export interface InverseMetricMap {
  /** û, within its limits. */
  readonly u_1Z: Tensor2D;
  readonly w_1Z: Tensor2D;
  readonly b_1: Tensor1D;
  readonly c_KZ: Tensor2D;
  readonly band: number;
}

interface Slope {
  /** g(z), `[B, 1]`. */
  readonly move_B1: Tensor2D;
  /** det ∂f/∂z = 1 + ûᵀ∇g, `[B, 1]`. */
  readonly det_B1: Tensor2D;
}

const slopeAt = (z_BZ: Tensor2D, { u_1Z, w_1Z, b_1, c_KZ, band }: InverseMetricMap): Slope => {
  const kernel_BK = exp(mul(squaredDistances(z_BZ, c_KZ), -band)) as Tensor2D;
  const beta_B1 = add(1, sum(kernel_BK, 1, true)) as Tensor2D;
  const h_B1 = tanh(add(matMul(z_BZ, w_1Z, false, true), b_1)) as Tensor2D;

  // ûᵀ∇(1/β) = 2 band Σ_j k_j ûᵀ(z − c_j) / β², about the middle of the centres
  const middle_1Z = mean(c_KZ, 0, true);
  const along_B1 = matMul(sub(z_BZ, middle_1Z) as Tensor2D, u_1Z, false, true);
  const along_1K = matMul(u_1Z, sub(c_KZ, middle_1Z) as Tensor2D, false, true);
  const pull_B1 = sum(mul(kernel_BK, sub(along_B1, along_1K)), 1, true);
  const inverseSlope_B1 = div(mul(2 * band, pull_B1), square(beta_B1));

  const wu = sum(mul(u_1Z, w_1Z));
  const planar_B1 = div(mul(sub(1, square(h_B1)), wu), beta_B1);
  return {
    move_B1: div(h_B1, beta_B1) as Tensor2D,
    det_B1: add(add(1, planar_B1), mul(h_B1, inverseSlope_B1)) as Tensor2D,
  };
};

/** f(z) and log det ∂f/∂z. */
export const bend = (z_BZ: Tensor2D, map: InverseMetricMap): FlowOutput => {
  const { move_B1, det_B1 } = slopeAt(z_BZ, map);
  return {
    z_BZ: add(z_BZ, mul(move_B1, map.u_1Z)) as Tensor2D,
    logDet_B: logOf(det_B1),
  };
};

/**
 * z with f(z) = z′, and log det ∂f/∂z there. z = z′ − tû where t, in [−1, 1], solves
 * t = g(z′ − tû), whose two sides cross once. One step of Newton's method at the end carries the
 * gradients to z′ and the parameters.
 */
export const unbend = (z_BZ: Tensor2D, map: InverseMetricMap): FlowOutput => {
  const codeAt = (t_B1: Tensor2D): Tensor2D => sub(z_BZ, mul(t_B1, map.u_1Z)) as Tensor2D;
  const found_B1 = fixedPoint(z_BZ, (t_B1) => slopeAt(codeAt(t_B1), map).move_B1);
  const { move_B1, det_B1 } = slopeAt(codeAt(found_B1), map);
  const t_B1 = sub(found_B1, div(sub(found_B1, move_B1), det_B1)) as Tensor2D;
  const code_BZ = codeAt(t_B1);
  return { z_BZ: code_BZ, logDet_B: logOf(slopeAt(code_BZ, map).det_B1) };
};

const logOf = (det_B1: Tensor2D): Tensor1D => log(reshape(det_B1, [-1])) as Tensor1D;
