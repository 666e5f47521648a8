import {
  add,
  div,
  log,
  mul,
  reshape,
  softplus,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tanh,
  tidy,
} from "@tensorflow/tfjs-core";
import type { FlowOutput } from "@textvae/core";

/** Parameters of one planar map: R = 1 row for all codes, or one row per item. */
export interface PlanarParameters {
  readonly u_RZ: Tensor2D;
  readonly w_RZ: Tensor2D;
  readonly b_R: Tensor1D;
}

/**
 * One planar map, z′ = z + û tanh(a) with a = wᵀz + b, and
 * log|det ∂z′/∂z| = log|1 + tanh′(a) wᵀû|.
 *
 * It is invertible when wᵀû ≥ −1, which û = u + (m(wᵀu) − wᵀu) w/‖w‖² with
 * m(x) = −1 + softplus(x) ensures, as then wᵀû = m(wᵀu). So the determinant is
 * tanh²(a) + (1 − tanh²(a)) softplus(wᵀu): a sum of positive terms, no difference of near numbers.
 *
 * Codes `[n·R, Z]` are sample-major: row s·R + r is mapped by parameter row r.
 */
export const planarMap = (z_BZ: Tensor2D, { u_RZ, w_RZ, b_R }: PlanarParameters): FlowOutput =>
  tidy(() => {
    const [rows, size] = u_RZ.shape;
    const projection_R1 = sum(mul(w_RZ, u_RZ), 1, true);
    const softplus_R1 = softplus(projection_R1);
    const shift_R1 = sub(sub(softplus_R1, 1), projection_R1);
    const corrected_RZ = add(u_RZ, mul(shift_R1, div(w_RZ, sum(square(w_RZ), 1, true))));

    const z_SRZ = reshape(z_BZ, [-1, rows, size]);
    const activation_SR1 = tanh(add(sum(mul(z_SRZ, w_RZ), 2, true), reshape(b_R, [rows, 1])));
    const moved_SRZ = add(z_SRZ, mul(corrected_RZ, activation_SR1));
    return {
      z_BZ: reshape(moved_SRZ, z_BZ.shape) as Tensor2D,
      logDet_B: reshape(log(determinant(activation_SR1, softplus_R1)), [-1]) as Tensor1D,
    };
  });

const determinant = (activation: Tensor, softplusOfProjection: Tensor): Tensor => {
  const squared = square(activation);
  return add(squared, mul(sub(1, squared), softplusOfProjection));
};
