import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { Distribution, Support } from "@textvae/core";

/** Supports of codes whose mean is none of them: a vector of probabilities. */
const DISCRETE: readonly Support[] = ["binary", "simplex"];

/** The one code that stands for a posterior, and which one it is. */
export interface CentralCode {
  readonly of: "mean" | "mode";
  /** `[B, Z]`; absent of a posterior that does not know it, as behind a flow. */
  readonly z_BZ?: Tensor2D;
}

/** The mean of a posterior; of discrete codes the mode, which is one of them. */
export const centralCode = (q: Distribution): CentralCode => {
  const of = DISCRETE.includes(q.support) ? "mode" : "mean";
  const z_BZ = q[of]?.();
  return { of, ...(z_BZ && { z_BZ }) };
};
