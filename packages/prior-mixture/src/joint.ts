import {
  add,
  exp,
  reshape,
  slice,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Distribution } from "@textvae/core";
import { klOfLogits, weightedLog } from "@textvae/ops";
import { type MixtureParameters, mixtureOf } from "./mixture-distribution.ts";

/**
 * The posterior q(z|x) with an assignment q(c|x) beside it that only the divergence sees. Against
 * a mixture `klTo` is that of (c, z) jointly, `[B]` in nats,
 *
 *   KL(q(c|x)‖π) + Σ_c q(c|x) KL(q(z|x)‖p_c),
 *
 * which exceeds KL(q(z|x)‖p) by E_q KL(q(c|x)‖p(c|z)) ≥ 0, so that a bound stays one. Against any
 * other p it is that of z. `logProb` and samples are those of z.
 */
export const withAssignment = (q: Distribution, logAssignment_BC: Tensor2D): Distribution =>
  Object.freeze<Distribution>({
    ...q,
    klTo: (p) => {
      const mixture = mixtureOf(p);
      return mixture ? tidy(() => jointKl(q, logAssignment_BC, mixture)) : q.klTo?.(p);
    },
    ...(q.relaxes && { relaxes: withAssignment(q.relaxes, logAssignment_BC) }),
  });

const jointKl = (
  q: Distribution,
  logAssignment_BC: Tensor2D,
  { logWeight_1C, components }: MixtureParameters,
): Tensor1D | undefined => {
  const kl_B = meanKl(q, exp(logAssignment_BC), components);
  return kl_B && (add(kl_B, klOfLogits(logAssignment_BC, logWeight_1C)) as Tensor1D);
};

/**
 * Σ_c q(c|x) KL(q(z|x)‖p_c): by cross-entropies, which take all components at once and round as the entropy does, or
 * one by one.
 */
const meanKl = (
  q: Distribution,
  assignment_BC: Tensor2D,
  components: readonly Distribution[],
): Tensor | undefined => {
  const entropy_B = q.entropy?.();
  const each_BC = entropy_B && q.crossEntropyTo?.(components);
  if (each_BC) return sub(sum(weightedLog(assignment_BC, each_BC), 1), entropy_B);
  let total_B: Tensor | undefined;
  for (const [c, component] of components.entries()) {
    const kl = q.klTo?.(component);
    if (!kl) return undefined;
    const share_B = reshape(slice(assignment_BC, [0, c], [-1, 1]), [-1]);
    const part_B = weightedLog(share_B, kl.rank === 2 ? sum(kl, 1) : kl);
    total_B = total_B ? add(total_B, part_B) : part_B;
  }
  return total_B;
};
