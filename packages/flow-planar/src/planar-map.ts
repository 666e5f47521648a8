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
import { type FlowOutput, fixedPoint } from "@textvae/core";

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
export const planarMap = (z_BZ: Tensor2D, parameters: PlanarParameters): FlowOutput =>
  tidy(() => {
    const { softplus_R1, u_RZ } = corrected(parameters);
    const z_SRZ = byRow(z_BZ, parameters);
    const activation_SR1 = tanh(along(z_SRZ, parameters));
    return {
      z_BZ: reshape(add(z_SRZ, mul(u_RZ, activation_SR1)), z_BZ.shape) as Tensor2D,
      logDet_B: logDeterminant(activation_SR1, softplus_R1),
    };
  });

/**
 * z of which a planar map makes z′, and log|det ∂z′/∂z| there. z = z′ − tû where t = tanh(a) solves
 * t = tanh(wᵀz′ + b − t wᵀû), whose two sides cross once. One step of Newton's method at the end
 * carries the gradients to z′ and the parameters.
 */
export const planarInverse = (z_BZ: Tensor2D, parameters: PlanarParameters): FlowOutput =>
  tidy(() => {
    const { softplus_R1, u_RZ } = corrected(parameters);
    const z_SRZ = byRow(z_BZ, parameters);
    const after_SR1 = along(z_SRZ, parameters);
    const slope_R1 = sub(softplus_R1, 1);
    const move = (t_SR1: Tensor): Tensor => tanh(sub(after_SR1, mul(slope_R1, t_SR1)));

    const found_B1 = fixedPoint(z_BZ, (t_B1) =>
      reshape(move(reshape(t_B1, after_SR1.shape)), t_B1.shape),
    );
    const found_SR1 = reshape(found_B1, after_SR1.shape);
    const moved_SR1 = move(found_SR1);
    const t_SR1 = sub(
      found_SR1,
      div(sub(found_SR1, moved_SR1), determinant(moved_SR1, softplus_R1)),
    );
    return {
      z_BZ: reshape(sub(z_SRZ, mul(u_RZ, t_SR1)), z_BZ.shape) as Tensor2D,
      logDet_B: logDeterminant(move(t_SR1), softplus_R1),
    };
  });

/** û, and softplus(wᵀu), which is 1 + wᵀû. */
const corrected = ({ u_RZ, w_RZ }: PlanarParameters) => {
  const projection_R1 = sum(mul(w_RZ, u_RZ), 1, true);
  const softplus_R1 = softplus(projection_R1);
  const shift_R1 = sub(sub(softplus_R1, 1), projection_R1);
  const direction_RZ = div(w_RZ, sum(square(w_RZ), 1, true));
  return { softplus_R1, u_RZ: add(u_RZ, mul(shift_R1, direction_RZ)) };
};

const byRow = (z_BZ: Tensor2D, { u_RZ }: PlanarParameters): Tensor =>
  reshape(z_BZ, [-1, ...u_RZ.shape]);

/** wᵀz + b. */
const along = (z_SRZ: Tensor, { w_RZ, b_R }: PlanarParameters): Tensor =>
  add(sum(mul(z_SRZ, w_RZ), 2, true), reshape(b_R, [-1, 1]));

const logDeterminant = (activation_SR1: Tensor, softplus_R1: Tensor): Tensor1D =>
  reshape(log(determinant(activation_SR1, softplus_R1)), [-1]);

const determinant = (activation: Tensor, softplusOfProjection: Tensor): Tensor => {
  const squared = square(activation);
  return add(squared, mul(sub(1, squared), softplusOfProjection));
};
