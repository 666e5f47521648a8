import { mean, neg } from "@tensorflow/tfjs-core";
import type { Objective } from "../contracts/objective.ts";
import { type Described, described } from "../plugin/described.ts";
import { withCondition } from "./condition.ts";
import { withAuxiliaryLoss } from "./penalty.ts";

/** The exact −log p(x) of a model with no latent code, in nats per item: a language model's loss. */
export const likelihood: Described<void, Objective> = described(
  "objective",
  "likelihood",
  "Exact likelihood of a language model",
  (): Objective => ({
    needs: [],
    differentiatesSamples: false,
    terms(model, batch, context) {
      const conditioned = withCondition(model, batch, context);
      const nll_B = neg(model.logLikelihood(batch, undefined, conditioned));
      const auxiliary_B = model.penalty?.(batch, undefined, conditioned);
      return {
        loss: withAuxiliaryLoss(mean(nll_B), auxiliary_B),
        reconstruction_B: nll_B,
        nll_B,
        estimator: { name: "exact", bound: true },
      };
    },
  }),
  {},
);
