import { tidy } from "@tensorflow/tfjs-core";
import { type Described, described, type Prior, rules } from "@textvae/core/plugin";
import { isWhole, TextvaeError } from "@textvae/ops";
import { type Activation, mlp } from "./mlp.ts";

export interface PriorNetworkOptions {
  /** Widths of the layers between the condition and the family's head. Default [400]. */
  readonly hidden?: readonly number[];
  /** Default `tanh`. */
  readonly activation?: Activation;
}

/** A family, and the network that its p(z|c) is a head of. */
export interface PriorOverNetwork extends Required<PriorNetworkOptions> {
  readonly prior: Prior;
}

export const OVER_NETWORK: rules.Rules<PriorOverNetwork> = {
  prior: rules.PART,
  hidden: rules.listOf(rules.WHOLE),
  activation: rules.oneOf(["tanh", "relu"]),
};

/**
 * A family with a prior network: q(z|x) is the family's own, and p(z|c) is a second head of the
 * same family on a multilayer perceptron of the condition c, f(c), so that it is any q that the
 * family can be. Samples of p(z|c) are exact where those of q are relaxed. The divergence is the
 * family's closed form between two of its own, where it has one.
 *
 * Parameters of the posterior as the family names them; `network.hidden.0.kernel` … and those of
 * the family again under `network.head`. The family's own p(z) is not used, so give it a fixed one.
 *
 * Source: "Learning Structured Output Representation using Deep Conditional Generative Models",
 * Sohn, Lee and Yan, 2015, https://papers.nips.cc/paper/5775; for text "Learning Discourse-level
 * Diversity for Neural Dialog Models using Conditional Variational Autoencoders", Zhao, Zhao and
 * Eskenazi, 2017, https://arxiv.org/abs/1703.10960
 *
 * @throws {TextvaeError} `OPTION` for a width that is no whole number ≥ 1; `ASSEMBLY` in a model
 * without a condition; `CAPABILITY` when p(z|c) is asked for without c, and for a family whose prior is
 * none of its posteriors, such as a mixture.
 *
 * @example
 * const prior = priorNetwork(gaussian({ size: 200 }), { hidden: [400] });
 */
export const priorNetwork = (
  family: Prior,
  { hidden = [400], activation = "tanh" }: PriorNetworkOptions = {},
): Prior => networkPrior({ prior: family, hidden, activation });

/** {@link priorNetwork} as a plugin. */
export const networkPrior: Described<PriorOverNetwork, Prior> = described(
  "prior",
  "network",
  "A family with a prior network",
  ({ prior: family, hidden, activation }): Prior => {
    checkWidths("priorNetwork.hidden", hidden);
    if (family.conditional === "none") throw withoutHead(family);
    // A p(z) without a condition is what `learned` makes.
    const { learned: _, ...unconditional } = family;
    return {
      ...unconditional,
      conditional: "none",
      build(scope, sizes) {
        if (sizes.condition === 0) throw withoutCondition("ASSEMBLY", "priorNetwork");
        const built = family.build(scope, sizes);
        const network = scope.child("network");
        const run = mlp(network.child("hidden"), { input: sizes.condition, hidden, activation });
        const features = hidden.at(-1) ?? sizes.condition;
        const head = family.build(network.child("head"), { ...sizes, features });
        return {
          ...built,
          prior(c_BC) {
            if (!c_BC) throw withoutCondition("CAPABILITY", "priorNetwork.prior");
            const p = head.posterior(tidy(() => run(c_BC)));
            return p.relaxes ?? p;
          },
        };
      },
    };
  },
  OVER_NETWORK,
);

const withoutHead = ({ plugin }: Prior): TextvaeError =>
  new TextvaeError("CAPABILITY", "priorNetwork", {
    expected: "a family whose p(z|c) is one of its own posteriors",
    got: plugin?.name ?? "one whose prior is of another kind",
    hint: "Take the family itself, such as gaussian or vmf.",
  });

const withoutCondition = (code: "ASSEMBLY" | "CAPABILITY", where: string): TextvaeError =>
  new TextvaeError(code, where, {
    expected: "a condition c for p(z|c)",
    got: "none",
    hint: "Add a condition to the model, or take the family without a prior network.",
  });

/** Throws `OPTION` for a width that is no whole number ≥ 1. */
export const checkWidths = (where: string, hidden: readonly number[]): void => {
  const bad = hidden.find((width) => !isWhole(width));
  if (bad === undefined) return;
  throw new TextvaeError("OPTION", where, {
    expected: "whole numbers ≥ 1",
    got: String(bad),
  });
};
