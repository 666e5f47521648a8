import {
  add,
  clipByValue,
  cos,
  div,
  exp,
  less,
  log1p,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  reshape,
  sin,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  tensor1d,
  where,
} from "@tensorflow/tfjs-core";
import { concentrationFunctions } from "./concentration.ts";
import { gaussLegendre } from "./quadrature.ts";

const { nodes, weights } = gaussLegendre(32);
/** Where the integral is cut, in standard deviations of θ. */
const REACH = 9;

/** Standard deviation of θ from the curvature √((m−2)² + 4κ²) of ln p at its mode. */
const deviation = (m: number, kappa_N1: Tensor): Tensor =>
  pow(maximum(add((m - 2) ** 2, mul(4, square(kappa_N1))), 1e-6), -0.25);

/**
 * ∂θ/∂κ at a fixed value of the cumulative distribution of θ, whose density is
 * p(θ) ∝ sin^{m−2}θ e^{κ cos θ}: (1/p(θ)) ∫_θ^E (cos φ − A) p(φ) dφ, towards the end E of [0, π]
 * on whose side cos φ − A keeps its sign, so that nothing cancels.
 *
 * Source: "Implicit Reparameterization Gradients", Figurnov, Mohamed and Mnih, 2018,
 * https://arxiv.org/abs/1805.08498
 */
export const angleSlope = (m: number, kappa_N: Tensor1D, angle_N: Tensor): Tensor => {
  const kappa_N1 = reshape(kappa_N, [-1, 1]);
  const theta_N1 = reshape(angle_N, [-1, 1]);
  const shortfall_N1 = reshape(concentrationFunctions(m).shortfall(kappa_N), [-1, 1]);
  const versine = (angle: Tensor) => mul(2, square(sin(mul(angle, 0.5))));

  const furthest_N1 = mul(REACH, deviation(m, kappa_N1));
  const below_N1 = neg(minimum(theta_N1, furthest_N1));
  const above_N1 = minimum(sub(Math.PI, theta_N1), furthest_N1);
  const width_N1 = where(less(versine(theta_N1), shortfall_N1), below_N1, above_N1);

  const half_NQ = mul(width_N1, tensor1d(nodes.map((s) => s / 2)));
  const middle_NQ = add(theta_N1, half_NQ);
  const sineRise_NQ = div(mul(mul(2, cos(middle_NQ)), sin(half_NQ)), sin(theta_N1));
  // Rounding must not carry sin φ/sin θ − 1 past −1 next to the pole at π.
  const logSine_NQ = log1p(clipByValue(sineRise_NQ, -0.999999, 1e6));
  const cosineFall_NQ = mul(mul(2, sin(middle_NQ)), sin(half_NQ));
  const density_NQ = exp(sub(mul(m - 2, logSine_NQ), mul(kappa_N1, cosineFall_NQ)));
  const excess_NQ = sub(shortfall_N1, versine(add(middle_NQ, half_NQ)));
  const integrand_NQ = mul(mul(excess_NQ, density_NQ), tensor1d(weights));
  return reshape(mul(width_N1, sum(integrand_NQ, 1, true)), angle_N.shape);
};
