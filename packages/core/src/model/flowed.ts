import { add, sub, type Tensor1D, type Tensor2D, tidy, tile } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";
import type { Distribution } from "../contracts/distribution.ts";
import type { BuiltFlow } from "../contracts/parts.ts";

/**
 * The distribution of z_K = f_K(… f_1(z_0)), z_0 ~ q:
 * log q_K(z_K) = log q(z_0) − Σ_k log|det J_k|.
 *
 * It knows the density of every sample it drew; of other points only where all flows have an
 * inverse. Closed forms of q do not carry over.
 *
 * Source: "Variational Inference with Normalizing Flows", Rezende and Mohamed, 2015,
 * https://arxiv.org/abs/1505.05770
 */
export const flowed = (
  q: Distribution,
  flows: readonly BuiltFlow[],
  h_BH: Tensor2D,
): Distribution => {
  const logProbOf = new WeakMap<Tensor2D, Tensor1D>();
  const rows = (n: number) => (n === 1 ? h_BH : tile(h_BH, [n, 1]));

  const push = (z0_BZ: Tensor2D): { z_BZ: Tensor2D; logProb_B: Tensor1D } => {
    const h = rows(z0_BZ.shape[0] / q.batch);
    let z_BZ = z0_BZ;
    let logProb_B = q.logProb(z0_BZ);
    for (const flow of flows) {
      const step = flow.forward(z_BZ, h);
      z_BZ = step.z_BZ;
      logProb_B = sub(logProb_B, step.logDet_B);
    }
    return { z_BZ, logProb_B };
  };

  const pull = (z_BZ: Tensor2D): Tensor1D => {
    const h = rows(z_BZ.shape[0] / q.batch);
    let z = z_BZ;
    let logDet_B: Tensor1D | undefined;
    for (const flow of flows.toReversed()) {
      if (!flow.inverse) {
        throw new TextvaeError("CAPABILITY", "flowed.logProb", {
          expected: "a code sampled from this posterior, or flows with an inverse",
          got: "another code and a flow without one",
          hint: "Evaluate the density on samples of the same posterior object.",
        });
      }
      const step = flow.inverse(z, h);
      z = step.z_BZ;
      logDet_B = logDet_B ? add(logDet_B, step.logDet_B) : step.logDet_B;
    }
    const base_B = q.logProb(z);
    return logDet_B ? sub(base_B, logDet_B) : base_B;
  };

  return {
    eventShape: q.eventShape,
    batch: q.batch,
    support: q.support,
    gradient: q.gradient,
    sample(rng, n = 1) {
      const drawn = tidy(() => push(q.sample(rng, n)));
      logProbOf.set(drawn.z_BZ, drawn.logProb_B);
      return drawn.z_BZ;
    },
    logProb: (z_BZ) => tidy(() => logProbOf.get(z_BZ)?.clone() ?? pull(z_BZ)),
    ...(q.relaxes && { relaxes: flowed(q.relaxes, flows, h_BH) }),
  };
};
