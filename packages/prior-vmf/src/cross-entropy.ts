import {
  add,
  concat,
  expandDims,
  mul,
  sub,
  type Tensor,
  type Tensor2D,
  tensor1d,
} from "@tensorflow/tfjs-core";
import { type Concentration, concentrationFunctions, held } from "./concentration.ts";
import { logSurface } from "./kl.ts";
import { versine } from "./kl-between.ts";

/** Mean directions of length 1, `[B, Z]`, and concentrations. */
interface Parameters {
  readonly mean_BZ: Tensor2D;
  readonly kappa: Concentration;
}

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
  const kappa_C = held(concat(components.map((p) => oneOf(p.kappa))));
  const mean_CZ = concat(components.map((p) => p.mean_BZ));
  const apart_BC = versine(expandDims(mean_BZ, 1), expandDims(mean_CZ, 0));
  const short_B1 = column(shortfall(held(kappa)));
  const expected_BC = add(short_B1, mul(sub(1, short_B1), apart_BC));
  const excess_BC = mul(kappa_C, sub(expected_BC, shortfall(kappa_C)));
  return add(sub(logSurface(m), kl(kappa_C)), excess_BC) as Tensor2D;
};

const oneOf = (kappa: Concentration) => (typeof kappa === "number" ? tensor1d([kappa]) : kappa);

const column = (x: Concentration): number | Tensor =>
  typeof x === "number" ? x : expandDims(x, 1);
