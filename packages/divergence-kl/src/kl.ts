import { sub, sum, type Tensor, type Tensor1D, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import {
  type Distribution,
  type Divergence,
  type DivergenceValue,
  definePlugin,
  itemMean,
  meanOverSamples,
  type Plugin,
  TextvaeError,
} from "@textvae/core";
import * as v from "valibot";

export interface KlOptions {
  /** "auto" (default) takes the closed form where the posterior has one against the prior. */
  readonly estimator?: "auto" | "closed form" | "monte carlo" | undefined;
}

const options = v.strictObject({
  estimator: v.optional(v.picklist(["auto", "closed form", "monte carlo"]), "auto"),
});

/**
 * The Kullback–Leibler divergence KL(q‖p) = E_q[log q(z) − log p(z)], in nats: `q.klTo(p)` where
 * there is one, else the mean over the samples z that the decoder sees, which is unbiased.
 * Reconstruction plus KL bounds −log p(x) from above.
 *
 * Source: S. Kullback, R. A. Leibler, On Information and Sufficiency (1951),
 * https://doi.org/10.1214/aoms/1177729694; as a term of the evidence lower bound D. P. Kingma,
 * M. Welling, Auto-Encoding Variational Bayes (2014), https://arxiv.org/abs/1312.6114.
 *
 * @throws `CAPABILITY` when the closed form is asked for and there is none, and when samples are
 * relaxed (`q.relaxes`) and there is none to use instead of them.
 *
 * @example
 * const { value, estimator } = kl().between(q, p, { z_BZ, rng, step: 0 });
 */
export const kl: Plugin<KlOptions, Divergence> = definePlugin({
  kind: "divergence",
  name: "kl",
  version: "0.1.0",
  description: "Kullback–Leibler divergence, closed form or Monte Carlo",
  paper: {
    title: "Auto-Encoding Variational Bayes",
    year: 2014,
    url: "https://arxiv.org/abs/1312.6114",
  },
  options,
  create: ({ estimator }): Divergence => ({
    bound: true,
    weighsItems: true,
    between: (q, p, { z_BZ, weights_B }) => {
      if (estimator === "monte carlo") return monteCarlo(q, p, z_BZ, weights_B);
      const exact = q.klTo?.(p);
      if (exact) return closedForm(exact, weights_B);
      if (estimator === "auto") return monteCarlo(q, p, z_BZ, weights_B);
      throw new TextvaeError("CAPABILITY", "kl.between", {
        expected: "a posterior with a closed-form KL to this prior",
        got: "none",
        hint: 'Set estimator: "auto" or "monte carlo".',
      });
    },
  }),
});

/** Owns `exact`, `[B]` or `[B, Z]`, and hands it on as a part of the value. */
const closedForm = (exact: Tensor, weights_B?: Tensor1D): DivergenceValue => {
  const perExample_B = (exact.rank === 2 ? sum(exact, 1) : exact) as Tensor1D;
  return {
    value: tidy(() => itemMean(perExample_B, weights_B)),
    perExample_B,
    ...(exact.rank === 2 ? { perDimension_BZ: exact as Tensor2D } : {}),
    estimator: "closed form",
  };
};

const monteCarlo = (
  q: Distribution,
  p: Distribution,
  z_BZ: Tensor2D,
  weights_B?: Tensor1D,
): DivergenceValue => {
  if (q.relaxes) {
    throw new TextvaeError("CAPABILITY", "kl.between", {
      expected: "a posterior with a closed-form KL to this prior, or one whose samples follow it",
      got: "relaxed samples, on which log q − log p estimates nothing",
      hint: 'Set estimator: "auto", or train without a relaxation.',
    });
  }
  const perExample_B = tidy(() => {
    const perSample_N = sub(q.logProb(z_BZ), p.logProb(z_BZ)) as Tensor1D;
    return meanOverSamples(perSample_N, z_BZ.shape[0] / q.batch);
  });
  return {
    value: tidy(() => itemMean(perExample_B, weights_B)),
    perExample_B,
    estimator: "Monte Carlo",
  };
};
