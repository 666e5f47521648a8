import {
  add,
  div,
  log,
  maximum,
  mul,
  reshape,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from "@tensorflow/tfjs-core";
import type { FlowOutput } from "@textvae/core/plugin";

/** Parameters of one radial map, of any sign. */
export interface RadialParameters {
  /** The centre z₀. */
  readonly centre_1Z: Tensor2D;
  /** α before a softplus. */
  readonly alpha_1: Tensor1D;
  /** s = α + β before a softplus. */
  readonly slope_1: Tensor1D;
}

/**
 * One radial map, z′ = z + β (z − z₀) / (α + r) with r = ‖z − z₀‖. With α > 0 and s = α + β > 0 it is
 * invertible, and a point at the distance r goes to r (r + s) / (r + α). The Jacobian stretches all
 * directions but that of the radius by this factor, so that
 *
 *   log|det ∂z′/∂z| = (Z − 1) log (r + s)/(r + α) + log (r² + 2rα + αs)/(r + α)²,
 *
 * sums of positive terms, no difference of near numbers.
 */
export const radialMap = (z_BZ: Tensor2D, parameters: RadialParameters): FlowOutput =>
  tidy(() => {
    const { alpha, s } = positive(parameters);
    const from_BZ = sub(z_BZ, parameters.centre_1Z);
    const r_B1 = length(from_BZ);
    const stretch_B1 = div(add(r_B1, s), add(r_B1, alpha));
    return {
      z_BZ: add(parameters.centre_1Z, mul(from_BZ, stretch_B1)) as Tensor2D,
      logDet_B: logDeterminant(r_B1, alpha, s, z_BZ.shape[1]),
    };
  });

/**
 * z of which a radial map makes z′: r solves r² + (s − r′) r − αr′ = 0, whose roots have different
 * signs.
 */
export const radialInverse = (z_BZ: Tensor2D, parameters: RadialParameters): FlowOutput =>
  tidy(() => {
    const { alpha, s } = positive(parameters);
    const from_BZ = sub(z_BZ, parameters.centre_1Z);
    const after_B1 = length(from_BZ);
    const half_B1 = mul(0.5, sub(after_B1, s));
    const r_B1 = add(half_B1, sqrt(add(square(half_B1), mul(alpha, after_B1))));
    const shrink_B1 = div(add(r_B1, alpha), add(r_B1, s));
    return {
      z_BZ: add(parameters.centre_1Z, mul(from_BZ, shrink_B1)) as Tensor2D,
      logDet_B: logDeterminant(r_B1, alpha, s, z_BZ.shape[1]),
    };
  });

const positive = ({ alpha_1, slope_1 }: RadialParameters) => ({
  alpha: softplus(alpha_1),
  s: softplus(slope_1),
});

/** ‖x‖ of each row; at the centre itself the gradient is 0 and not ∞. */
const length = (x_BZ: Tensor): Tensor => sqrt(maximum(sum(square(x_BZ), 1, true), 1e-24));

const logDeterminant = (r_B1: Tensor, alpha: Tensor, s: Tensor, size: number): Tensor1D => {
  const below_B1 = add(r_B1, alpha);
  const across_B1 = log(div(add(r_B1, s), below_B1));
  const along_B1 = add(square(r_B1), mul(alpha, add(mul(2, r_B1), s)));
  const total_B1 = add(mul(size - 1, across_B1), log(div(along_B1, square(below_B1))));
  return reshape(total_B1, [-1]);
};
