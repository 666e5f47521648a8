import { add, sub, type Tensor1D, type Tensor2D, tidy, tile } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";
import type { Distribution } from "../contracts/latent.ts";
import type { BuiltFlow } from "../contracts/parts.ts";
import { inTurn } from "./in-turn.ts";

/** A sample with what is known of it. */
interface Drawn {
  readonly z_BZ: Tensor2D;
  readonly z0_BZ: Tensor2D;
  readonly logProb_B: Tensor1D;
  readonly penalty_B?: Tensor1D;
}

const total = (terms: readonly Tensor1D[]): Tensor1D => terms.reduce((a, b) => add(a, b));

/**
 * The distribution of z_K = f_K(… f_1(z_0)), z_0 ~ q:
 * log q_K(z_K) = log q(z_0) − Σ_k log|det J_k|.
 *
 * It knows the density of every sample it drew; of other points only where all flows have an
 * inverse. Closed forms of q do not carry over; its auxiliary loss and those of the flows add up.
 *
 * Source: "Variational Inference with Normalizing Flows", Rezende and Mohamed, 2015,
 * https://arxiv.org/abs/1505.05770
 */
export const flowed = (
  q: Distribution,
  flows: readonly BuiltFlow[],
  h_BH: Tensor2D,
): Distribution => {
  const drawn = new WeakMap<Tensor2D, Drawn>();
  const rows = (n: number) => (n === 1 ? h_BH : tile(h_BH, [n, 1]));

  const push = (z0_BZ: Tensor2D): Drawn => {
    const h = rows(z0_BZ.shape[0] / q.batch);
    let z_BZ = z0_BZ;
    let logProb_B = q.logProb(z0_BZ);
    const penalties = q.penalty ? [q.penalty(z0_BZ)] : [];
    for (const flow of flows) {
      if (flow.penalty) penalties.push(flow.penalty(z_BZ));
      const step = flow.forward(z_BZ, h);
      z_BZ = step.z_BZ;
      logProb_B = sub(logProb_B, step.logDet_B);
    }
    return { z_BZ, z0_BZ, logProb_B, ...(penalties.length > 0 && { penalty_B: total(penalties) }) };
  };

  const recall = (z_BZ: Tensor2D, member: string): Drawn => {
    const found = drawn.get(z_BZ);
    if (found) return found;
    throw new TextvaeError("CAPABILITY", `flowed.${member}`, {
      expected: "a code sampled from this posterior",
      got: "another code",
      hint: "Ask about samples of the same posterior object.",
    });
  };

  const pull = (z_BZ: Tensor2D): Tensor1D => {
    const h = rows(z_BZ.shape[0] / q.batch);
    const inverses = flows.toReversed().map(({ inverse }) => {
      if (!inverse) {
        throw new TextvaeError("CAPABILITY", "flowed.logProb", {
          expected: "a code sampled from this posterior, or flows with an inverse",
          got: "another code and a flow without one",
          hint: "Evaluate the density on samples of the same posterior object.",
        });
      }
      return (z_BZ: Tensor2D) => inverse(z_BZ, h);
    });
    const { z_BZ: z0_BZ, logDet_B } = inTurn(z_BZ, inverses);
    return sub(q.logProb(z0_BZ), logDet_B);
  };

  return {
    eventShape: q.eventShape,
    batch: q.batch,
    support: q.support,
    gradient: q.gradient,
    base: q,
    sample(rng, n = 1) {
      const sample: Drawn = tidy(() => ({ ...push(q.sample(rng, n)) }));
      drawn.set(sample.z_BZ, sample);
      return sample.z_BZ;
    },
    logProb: (z_BZ) => tidy(() => drawn.get(z_BZ)?.logProb_B.clone() ?? pull(z_BZ)),
    unflowed: (z_BZ) => recall(z_BZ, "unflowed").z0_BZ.clone(),
    ...((q.penalty || flows.some((flow) => flow.penalty)) && {
      penalty: (z_BZ: Tensor2D) => (recall(z_BZ, "penalty").penalty_B as Tensor1D).clone(),
    }),
    ...(q.relaxes && { relaxes: flowed(q.relaxes, flows, h_BH) }),
  };
};
