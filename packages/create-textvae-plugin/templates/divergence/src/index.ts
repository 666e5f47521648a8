import {
  add,
  mean,
  type Scalar,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from "@tensorflow/tfjs-core";
import {
  type Distribution,
  type Divergence,
  type DivergenceContext,
  definePlugin,
  meanOverSamples,
  type Plugin,
  TextvaeError,
} from "@textvae/core/plugin";
import * as v from "valibot";

/** Options of {@link templatePart}. */
export interface TemplatePartOptions {
  /** "auto" (default) takes the closed form where both have one against the other. */
  readonly estimator?: "auto" | "monte carlo" | undefined;
}

const options = v.strictObject({
  estimator: v.optional(v.picklist(["auto", "monte carlo"]), "auto"),
});

/**
 * Jeffreys' divergence, KL(q‖p) + KL(p‖q), in nats: it also charges a posterior for being narrower than
 * the prior, which KL(q‖p) alone lets pass cheaply. It is never below KL(q‖p), so that reconstruction
 * plus it bounds −log p(x) from above.
 *
 * Source: H. Jeffreys, An Invariant Form for the Prior Probability in Estimation Problems (1946),
 * https://doi.org/10.1098/rspa.1946.0056.
 *
 * @throws `CAPABILITY` for relaxed samples (`q.relaxes`) without a closed form to use instead.
 *
 * @example
 * const objective = elbo({ divergence: templatePart() });
 */
export const templatePart: Plugin<TemplatePartOptions, Divergence> = definePlugin({
  kind: "divergence",
  name: "template-part",
  version: "0.1.0",
  description: "Jeffreys' divergence, closed form or Monte Carlo",
  options,
  create: ({ estimator }): Divergence => ({
    bound: true,
    between: (q, p, context) => {
      const exact = estimator === "auto" ? tidy(() => closedForm(q, p)) : undefined;
      const perExample_B = exact ?? tidy(() => monteCarlo(q, p, context));
      return {
        value: mean(perExample_B) as Scalar,
        perExample_B,
        estimator: exact ? "closed form" : "Monte Carlo",
      };
    },
  }),
});

const closedForm = (q: Distribution, p: Distribution): Tensor1D | undefined => {
  const there = q.klTo?.(p);
  const back = there && p.klTo?.(q);
  return back && add(perItem(there), perItem(back));
};

const perItem = (kl: Tensor): Tensor1D => (kl.rank === 2 ? sum(kl, 1) : kl) as Tensor1D;

/** E_q[log q − log p] from the samples that the decoder sees, E_p[log p − log q] from one of p per item. */
const monteCarlo = (
  q: Distribution,
  p: Distribution,
  { z_BZ, rng }: DivergenceContext,
): Tensor1D => {
  if (q.relaxes) {
    throw new TextvaeError("CAPABILITY", "template-part.between", {
      expected: "a posterior with closed-form KLs, or one whose samples follow it",
      got: "relaxed samples, on which log q − log p estimates nothing",
      hint: "Train without a relaxation.",
    });
  }
  const y_BZ: Tensor2D = p.sample(rng, q.batch / p.batch);
  const there_B = meanOverSamples(
    sub(q.logProb(z_BZ), p.logProb(z_BZ)) as Tensor1D,
    z_BZ.shape[0] / q.batch,
  );
  return add(there_B, sub(p.logProb(y_BZ), q.logProb(y_BZ)));
};
