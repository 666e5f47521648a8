import { clone, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import {
  type Condition,
  checkConditioning,
  type Described,
  described,
  type Encoder,
  type Prior,
  rules,
} from "@textvae/core";
import {
  checkWidths,
  mlp,
  OVER_NETWORK,
  type PriorNetworkOptions,
  type PriorOverNetwork,
} from "@textvae/layers";

/**
 * Latent actions with nothing but a policy: one network p(z|c) stands for the prior and for the
 * posterior, which sees c and never x. It is the family's own head on a multilayer perceptron of the
 * condition. As a posterior its samples are relaxed where the family relaxes them; `prior(c)` is
 * exact, and `prior()` is the family's fixed p(z), to which `priorLikelihood` holds the policy.
 *
 * Parameters `network.hidden.0.kernel` … and those of the family under `network.head`.
 *
 * Source: the "lite" form of "Rethinking Action Spaces for Reinforcement Learning in End-to-end
 * Dialog Agents with Latent Variable Models", Zhao, Xie and Eskenazi, 2019,
 * https://arxiv.org/abs/1902.08858
 *
 * @throws {TextvaeError} `OPTION` for a width that is no whole number ≥ 1; `SHAPE` for a batch whose
 * condition is another, or missing.
 *
 * @example
 * const parts = { condition, ...latentPolicy(categorical(), condition), decoder };
 */
export const latentPolicy = (
  family: Prior,
  condition: Condition,
  { hidden = [400], activation = "tanh" }: PriorNetworkOptions = {},
): { readonly encoder: Encoder; readonly prior: Prior } => ({
  encoder: conditionEncoder({ condition }),
  prior: policyPrior({ prior: family, hidden, activation }),
});

/** The policy of {@link latentPolicy} as a plugin. */
export const policyPrior: Described<PriorOverNetwork, Prior> = described(
  "prior",
  "policy",
  "A policy p(z|c)",
  ({ prior: family, hidden, activation }): Prior => {
    checkWidths("latentPolicy.hidden", hidden);
    const { learned: _, ...unconditional } = family;
    return {
      ...unconditional,
      build(scope, sizes) {
        const network = scope.child("network");
        const input = sizes.condition;
        const run = mlp(network.child("hidden"), { input, hidden, activation });
        const features = hidden.at(-1) ?? input;
        const head = family.build(network.child("head"), { ...sizes, features });
        const policy = (c_BC: Tensor2D) => head.posterior(tidy(() => run(c_BC)));
        return {
          posterior: policy,
          prior(c_BC) {
            if (!c_BC) return head.prior();
            const p = policy(c_BC);
            return p.relaxes ?? p;
          },
        };
      },
    };
  },
  OVER_NETWORK,
);

/** Features that are the model's condition and know nothing of x, as a plugin. */
export const conditionEncoder: Described<{ readonly condition: Condition }, Encoder> = described(
  "encoder",
  "condition",
  "The condition as features",
  ({ condition }): Encoder => ({
    features: condition.size,
    build: (_, sizes) => {
      const expected = { ...sizes, latent: 0, condition: condition.size };
      return (batch, { c_BC }) => {
        checkConditioning("latentPolicy", expected, batch.size, undefined, c_BC);
        return clone(c_BC as Tensor2D);
      };
    },
  }),
  { condition: rules.PART },
);
