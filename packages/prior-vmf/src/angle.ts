import {
  add,
  atan2,
  cast,
  customGrad,
  div,
  equal,
  type GradSaveFunc,
  greaterEqual,
  log1p,
  max,
  mul,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  tensor,
  tensor1d,
} from "@tensorflow/tfjs-core";
import type { Rng } from "@textvae/core";
import { angleSlope } from "./angle-slope.ts";
import type { Concentration } from "./concentration.ts";
import { type Proposals, propose, sampleAngles } from "./proposal.ts";

/** Proposals per row on the device: at least 65 % are accepted, so 0.35²⁸ < 1e-12 find none. */
const PROPOSALS = 28;
/** PROPOSALS … 1: the first accepted proposal has the highest rank. */
const RANKS = Array.from({ length: PROPOSALS }, (_, k) => PROPOSALS - k);

/** The first accepted proposal of each row, as an angle `[N]`. */
const acceptFirst = (m: number, kappa_N: Tensor, proposals: Proposals): Tensor => {
  const shape = [kappa_N.size, PROPOSALS];
  const [t_NK, r_NK, logU_NK] = [proposals.cosine, proposals.sine, proposals.logUniform].map(
    (values) => tensor(Float32Array.from(values), shape),
  ) as [Tensor, Tensor, Tensor];
  const kappa_N1 = reshape(kappa_N, [-1, 1]);
  const root_N1 = sqrt(add((m - 1) ** 2, mul(4, square(kappa_N1))));
  const x0_N1 = div(mul(2, kappa_N1), add(m - 1, root_N1));
  const narrowing_N1 = sqrt(div(2 * (m - 1), add(m - 1, root_N1)));

  const y_NK = mul(x0_N1, t_NK);
  const logRatio_NK = mul(m - 1, sub(div(y_NK, add(1, y_NK)), log1p(y_NK)));
  const accepted_NK = cast(greaterEqual(logRatio_NK, logU_NK), "float32");
  const rank_NK = mul(accepted_NK, tensor1d(RANKS));
  const first_NK = cast(equal(rank_NK, max(rank_NK, 1, true)), "float32");
  const pick = (values_NK: Tensor) => sum(mul(values_NK, first_NK), 1, true);
  const sine_N1 = mul(narrowing_N1, pick(r_NK));
  return reshape(atan2(sine_N1, add(x0_N1, pick(t_NK))), [-1]);
};

/** Angles for one κ per row, `[N]`, with the implicit gradient to κ and no read to the host. */
const differentiableAngles = (m: number, kappa_N: Tensor1D, rng: Rng): Tensor1D => {
  const proposals = propose(m, kappa_N.size * PROPOSALS, rng);
  return customGrad((...args: unknown[]) => {
    const [kappa, save] = args as [Tensor1D, GradSaveFunc];
    const angle = acceptFirst(m, kappa, proposals);
    save([kappa, angle]);
    return {
      value: angle,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [savedKappa, savedAngle] = saved as [Tensor1D, Tensor];
        return mul(dy, angleSlope(m, savedKappa, savedAngle));
      },
    };
  })(kappa_N) as Tensor1D;
};

/** Angles between μ and samples: `count` for one κ, or one for each κ. */
export const angles = (m: number, kappa: Concentration, count: number, rng: Rng): Tensor1D =>
  typeof kappa === "number"
    ? tensor1d(sampleAngles(m, kappa, count, rng))
    : differentiableAngles(m, kappa, rng);
