import {
  abs,
  add,
  clipByValue,
  div,
  less,
  log,
  maximum,
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
  where,
} from "@tensorflow/tfjs-core";
import { bySample, type FlowOutput, TextvaeError } from "@textvae/core";
import { fixedPoint, movedAlong } from "@textvae/layers";

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
 * Its logarithm stays finite, with a finite gradient, where softplus(wᵀu) is no number of single
 * precision. A w shorter than 1e-6 counts as that long in û (`movedAlong` of layers).
 *
 * Codes `[n·R, Z]` are sample-major: row s·R + r is mapped by parameter row r.
 *
 * @throws {TextvaeError} `SHAPE` for parameters that don't fit each other, or codes that don't fit them.
 */
export const planarMap = (z_BZ: Tensor2D, parameters: PlanarParameters): FlowOutput =>
  tidy(() => {
    const z_SRZ = byRow(z_BZ, parameters);
    const { u_RZ, ...slope } = corrected(parameters);
    const activation_SR1 = tanh(along(z_SRZ, parameters));
    return {
      z_BZ: reshape(add(z_SRZ, mul(u_RZ, activation_SR1)), z_BZ.shape) as Tensor2D,
      logDet_B: logDeterminant(activation_SR1, slope),
    };
  });

/**
 * z of which a planar map makes z′, and log|det ∂z′/∂z| there. z = z′ − tû where t = tanh(a) solves
 * t = tanh(wᵀz′ + b − t wᵀû), whose two sides cross once. One step of Newton's method at the end
 * carries the gradients to z′ and the parameters.
 */
export const planarInverse = (z_BZ: Tensor2D, parameters: PlanarParameters): FlowOutput =>
  tidy(() => {
    const z_SRZ = byRow(z_BZ, parameters);
    const { u_RZ, ...slope } = corrected(parameters);
    const after_SR1 = along(z_SRZ, parameters);
    const slope_R1 = sub(slope.above_R1, 1);
    const move = (t_SR1: Tensor): Tensor => tanh(sub(after_SR1, mul(slope_R1, t_SR1)));

    const found_B1 = fixedPoint(z_BZ, (t_B1) =>
      reshape(move(reshape(t_B1, after_SR1.shape)), t_B1.shape),
    );
    const found_SR1 = reshape(found_B1, after_SR1.shape);
    const moved_SR1 = move(found_SR1);
    const floor = maximum(determinant(moved_SR1, slope), SMALLEST);
    const step_SR1 = clipByValue(div(sub(found_SR1, moved_SR1), floor), -LAST_STEP, LAST_STEP);
    const t_SR1 = sub(found_SR1, step_SR1);
    return {
      z_BZ: reshape(sub(z_SRZ, mul(u_RZ, t_SR1)), z_BZ.shape) as Tensor2D,
      logDet_B: logDeterminant(move(t_SR1), slope),
    };
  });

/** 1 + wᵀû of each row, which is softplus(wᵀu), with its logarithm. */
interface Slope {
  readonly above_R1: Tensor;
  readonly logAbove_R1: Tensor;
}

/** Below this ln softplus(x) is x in single precision. */
const STEEP = -20;

/** û and its slope. */
const corrected = ({ u_RZ, w_RZ }: PlanarParameters): Slope & { readonly u_RZ: Tensor2D } => {
  const projection_R1 = sum(mul(w_RZ, u_RZ), 1, true);
  const softplus_R1 = softplus(projection_R1);
  const shift_R1 = sub(sub(softplus_R1, 1), projection_R1);
  const moved = movedAlong(u_RZ, w_RZ, shift_R1);
  const partly_R1 = add(add(1, projection_R1), mul(shift_R1, moved.share_R1));
  const above_R1 = where(less(moved.share_R1, 1), partly_R1, softplus_R1);
  const isSteep_R1 = less(projection_R1, STEEP);
  const logAbove_R1 = where(isSteep_R1, projection_R1, log(maximum(above_R1, SMALLEST)));
  return { u_RZ: moved.u_RZ, above_R1, logAbove_R1 };
};

const byRow = (z_BZ: Tensor2D, { u_RZ, w_RZ, b_R }: PlanarParameters): Tensor => {
  const [rows, size] = u_RZ.shape;
  if (`${w_RZ.shape}` === `${u_RZ.shape}` && `${b_R.shape}` === `${rows}`) {
    return bySample("planarMap", z_BZ, { batch: rows, eventShape: [size] });
  }
  throw new TextvaeError("SHAPE", "planarMap", {
    expected: "u and w of one shape [R, Z], and b [R]",
    got: `u [${u_RZ.shape}], w [${w_RZ.shape}], b [${b_R.shape}]`,
  });
};

/** wᵀz + b. */
const along = (z_SRZ: Tensor, { w_RZ, b_R }: PlanarParameters): Tensor =>
  add(sum(mul(z_SRZ, w_RZ), 2, true), reshape(b_R, [-1, 1]));

/** Determinants below this are added up as logarithms. */
const SMALLEST = 1e-30;
/** What a last step of Newton's method may still change. */
const LAST_STEP = 1e-3;
/** An activation below this is no number of single precision. */
const STILL = 1e-37;

const determinant = (activation: Tensor, { above_R1 }: Slope): Tensor => {
  const squared = square(activation);
  return add(squared, mul(sub(1, squared), above_R1));
};

/** ln(t² + (1 − t²)(1 + wᵀû)); the smaller both are, the nearer 1 − t² is to 1. */
const logDeterminant = (activation: Tensor, slope: Slope): Tensor1D => {
  const det = determinant(activation, slope);
  const logSquared = mul(2, log(maximum(abs(activation), STILL)));
  const sumOfLogs = add(slope.logAbove_R1, softplus(sub(logSquared, slope.logAbove_R1)));
  const still = add(slope.logAbove_R1, mul(0, logSquared));
  const ofSmall = where(less(abs(activation), STILL), still, sumOfLogs);
  return reshape(where(less(det, SMALLEST), ofSmall, log(maximum(det, SMALLEST))), [-1]);
};
