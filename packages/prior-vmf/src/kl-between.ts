import {
  abs,
  add,
  addN,
  customGrad,
  fill,
  type GradSaveFunc,
  less,
  log,
  mul,
  neg,
  scalar,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  where,
} from "@tensorflow/tfjs-core";
import { type Concentration, concentrationFunctions, held } from "./concentration.ts";
import { gaussLegendre } from "./quadrature.ts";

/** Mean directions of length 1, `[B, Z]`, and concentrations. */
export interface Parameters {
  readonly mean_BZ: Tensor2D;
  readonly kappa: Concentration;
}

/** Exact to 1e-9 for κ that differ by less than NEAR on a scale of ln κ. */
const { nodes, weights } = gaussLegendre(6);
const NEAR = 0.5;

/** ½‖x − y‖² of unit vectors over the last axis: 1 − xᵀy without cancellation. */
export const versine = (x: Tensor, y: Tensor): Tensor => mul(sum(square(sub(x, y)), -1), 0.5);

/** ∫₀¹ f(s) A′(κ_q + s(κ_p − κ_q)) ds. */
const overTheWay = (m: number, q_B: Tensor, p_B: Tensor, f: (s: number) => number): Tensor => {
  const { slope } = concentrationFunctions(m);
  const step_B = sub(p_B, q_B);
  const at = (s: number) => slope(add(q_B, mul(step_B, s)) as Tensor1D);
  return addN(nodes.map((s, i) => mul(at(s), f(s) * (weights[i] as number))));
};

const isNear = (q_B: Tensor, p_B: Tensor): Tensor => less(abs(sub(log(p_B), log(q_B))), NEAR);

/**
 * KL of two members with one mean direction, (KL_q − KL_p) + κ_p (A_p − A_q) with KL_q, KL_p those
 * to the uniform law. Between close κ it is (κ_p − κ_q)² ∫ (1−s) A′ ds, of which no part is
 * negative. Its derivatives are A′(κ_q)(κ_q − κ_p) and A_p − A_q.
 */
const ofConcentrations = (m: number): ((q_B: Tensor1D, p_B: Tensor1D) => Tensor1D) => {
  const { kl, shortfall, slope } = concentrationFunctions(m);
  return customGrad((...args: unknown[]) => {
    const [q, p, save] = args as [Tensor1D, Tensor1D, GradSaveFunc];
    save([q, p]);
    const near = mul(
      square(sub(p, q)),
      overTheWay(m, q, p, (s) => 1 - s),
    );
    const far = add(sub(kl(q), kl(p)), mul(p, sub(shortfall(q), shortfall(p))));
    return {
      value: where(isNear(q, p), near, far),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [q_B, p_B] = saved as [Tensor1D, Tensor1D];
        const step_B = sub(p_B, q_B);
        const close_B = mul(
          step_B,
          overTheWay(m, q_B, p_B, () => 1),
        );
        const apart_B = sub(shortfall(q_B), shortfall(p_B));
        return [
          mul(dy, neg(mul(slope(q_B), step_B))),
          mul(dy, where(isNear(q_B, p_B), close_B, apart_B)),
        ];
      },
    };
  }) as never;
};

/** Both as tensors of one shape; a number stands for all rows. */
export const alike = (rows: number, kappa: Concentration): Tensor1D =>
  add(fill([rows], 0), typeof kappa === "number" ? scalar(kappa) : kappa) as Tensor1D;

/**
 * KL(q‖p) of two members, `[B]`, never negative: that of their concentrations, and
 * κ_p A_q (1 − μ_qᵀμ_p) for their directions.
 */
export const klBetween = (m: number, q: Parameters, p: Parameters): Tensor1D => {
  const { kl, shortfall } = concentrationFunctions(m);
  const [kappaQ, kappaP] = [held(q.kappa), held(p.kappa)];
  const rows = Math.max(q.mean_BZ.shape[0], p.mean_BZ.shape[0]);
  if (kappaP === 0) return add(fill([rows], 0), kl(kappaQ)) as Tensor1D;
  const concentrations =
    kappaQ === kappaP
      ? fill([rows], 0)
      : ofConcentrations(m)(alike(rows, kappaQ), alike(rows, kappaP));
  const pull = mul(kappaP, sub(1, shortfall(kappaQ)));
  return add(concentrations, mul(pull, versine(q.mean_BZ, p.mean_BZ))) as Tensor1D;
};
