import { logSoftmax, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { definePlugin, type Plugin, type Prior, TextvaeError } from "@textvae/core";
import { linearHead, zerosInitializer } from "@textvae/layers";
import * as v from "valibot";
import { withAssignment } from "./joint.ts";
import { mixtureDistribution } from "./mixture-distribution.ts";

/** Options of {@link mixture}. */
export interface MixtureOptions {
  /** The family of the posterior and of each component. It must be able to learn a p(z). */
  readonly prior: Prior;
  /** C, the number of components. Default 10. */
  readonly components?: number | undefined;
}

const options = v.strictObject({
  prior: v.custom<Prior>(
    (value) => typeof (value as Prior | undefined)?.build === "function",
    "a prior",
  ),
  components: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 10),
});

/**
 * A mixture as prior of any family: p(z) = Σ_c π_c p_c(z) with learned π and p_c, and the
 * family's own posterior q(z|x) beside an assignment q(c|x) = softmax(l(h)) with a linear head l.
 * The divergence is
 *
 *   KL(q(c|x)‖π) + Σ_c q(c|x) KL(q(z|x)‖p_c),
 *
 * closed form and never below KL(q(z|x)‖p). Parameters of the family's posterior as they are;
 * `assignment.kernel` `[H, C]`, `assignment.bias` `[C]`, `weights` `[1, C]`; `component.c` for
 * each component. The family's own prior is not used, so give it a fixed one.
 *
 * Source: W. Dong, Q. Su, D. Shen, C. Chen, Document Hashing with Mixture-Prior Generative Models
 * (2019), https://arxiv.org/abs/1908.11078.
 *
 * @throws `CAPABILITY` when the family can't learn a p(z); `OPTION` when an option is out of its
 * range.
 *
 * @example
 * const prior = mixture({ prior: bernoulli({ size: 32 }), components: 20 });
 */
export const mixture: Plugin<MixtureOptions, Prior> = definePlugin({
  kind: "prior",
  name: "mixture",
  version: "0.1.0",
  description: "Mixture prior over any latent family that can learn its own",
  paper: {
    title: "Document Hashing with Mixture-Prior Generative Models",
    year: 2019,
    url: "https://arxiv.org/abs/1908.11078",
  },
  options,
  create: ({ prior, components: count }): Prior => {
    const { size, support, gradient, interpolate, learned } = prior;
    if (!learned) {
      throw new TextvaeError("CAPABILITY", "mixture.prior", {
        expected: "a prior family that can learn a p(z)",
        got: `${prior.plugin?.name ?? "one"} without \`learned\``,
        hint: "Take a family that has `learned`, or add it to this one.",
      });
    }
    return {
      size,
      support,
      gradient,
      conditional: "none",
      ...(interpolate && { interpolate }),
      build: (scope, sizes) => {
        const family = prior.build(scope, sizes);
        const assignment = linearHead(scope.child("assignment"), sizes.features, count);
        const weights_1C = scope.variable("weights", [1, count], zerosInitializer) as Tensor2D;
        const components = Array.from({ length: count }, (_, c) =>
          learned(scope.child(`component.${c}`)),
        );
        return {
          posterior: (h_BH) =>
            withAssignment(
              family.posterior(h_BH),
              tidy(() => logSoftmax(assignment(h_BH))),
            ),
          prior: () =>
            mixtureDistribution({
              logWeight_1C: logSoftmax(weights_1C),
              components: components.map((component) => component()),
            }),
        };
      },
    };
  },
});
