import { add, concat, mul, reshape, sub, type Tensor2D } from "@tensorflow/tfjs-core";
import { concentrationFunctions, held } from "./concentration.ts";
import { logSurface } from "./kl.ts";
import { alike, type Parameters, versine } from "./kl-between.ts";

/**
 * −E_q[log p_c(z)] = ln S − KL_c + κ_c (E_q[1 − μ_cᵀz] − (1 − A_c)), `[B, C]`, with S the surface, KL_c that of p_c to
 * the uniform law and E_q[1 − μ_cᵀz] = (1 − A_q) + A_q (1 − μ_cᵀμ_q).
 */
export const crossEntropies = (
  m: number,
  { mean_BZ, kappa }: Parameters,
  components: readonly Parameters[],
): Tensor2D => {
  const { kl, shortfall } = concentrationFunctions(m);
  const kappa_C = held(concat(components.map((p) => alike(1, p.kappa))));
  const mean_CZ = concat(components.map((p) => p.mean_BZ));
  const apart_BC = versine(reshape(mean_BZ, [-1, 1, m]), mean_CZ);
  const short_B1 = reshape(alike(mean_BZ.shape[0], shortfall(held(kappa))), [-1, 1]);
  const expected_BC = add(short_B1, mul(sub(1, short_B1), apart_BC));
  const excess_BC = mul(kappa_C, sub(expected_BC, shortfall(kappa_C)));
  return add(sub(logSurface(m), kl(kappa_C)), excess_BC) as Tensor2D;
};
