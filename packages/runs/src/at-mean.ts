import { add, mean, neg, sum, type Tensor1D } from "@tensorflow/tfjs-core";
import { type Objective, posteriorOf, TextvaeError, withCondition } from "@textvae/core";
import { centralCode } from "./central-code.ts";

/**
 * What texts cost when they are told from the means of their posteriors, −log p(x | E_q[z]), and
 * the closed-form KL(q(z|x)‖p(z)) beside it, in nats; where codes are discrete, from the modes.
 * Nothing of it is drawn, so that any engine gets the same numbers. It is no bound of −log p(x):
 * the mean is charged as a sample of q. A posterior without a closed form, such as the point of an
 * autoencoder, is charged nothing.
 *
 * @throws {TextvaeError} `CAPABILITY` in `terms` for a posterior that has no mean (behind a flow),
 * and for a language model.
 *
 * @example
 * const { nll_N, estimator } = await scoreItems({ model, objective: atMean(), dataset, split });
 */
export const atMean = (): Objective => ({
  needs: ["encoder", "prior"],
  differentiatesSamples: true,
  divergenceName: "KL",
  terms(model, batch, context) {
    const conditioned = withCondition(model, batch, context);
    const q = posteriorOf(model, batch, conditioned);
    const { of, z_BZ } = centralCode(q);
    if (!z_BZ) {
      throw new TextvaeError("CAPABILITY", "score at the mean", {
        expected: "a posterior that knows its mean",
        got: "one that doesn't, as behind a flow",
        hint: "Score it with the model's own estimator: leave `at` out.",
      });
    }
    const reconstruction_B = neg(model.logLikelihood(batch, z_BZ, conditioned)) as Tensor1D;
    const kl = q.klTo?.(model.prior(conditioned.c_BC));
    const divergence_B = kl && ((kl.rank === 2 ? sum(kl, 1) : kl) as Tensor1D);
    const nll_B = divergence_B
      ? (add(reconstruction_B, divergence_B) as Tensor1D)
      : reconstruction_B;
    const charged = divergence_B ? ` + ${q.klStandIn ?? "KL"}` : ", without a divergence";
    return {
      loss: mean(nll_B),
      reconstruction_B,
      ...(divergence_B && { divergence_B }),
      nll_B,
      estimator: { name: `reconstruction from the ${of} code${charged}`, bound: false },
    };
  },
});
