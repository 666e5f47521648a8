import {
  add,
  mul,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { drawnIn, ELBO, elboTerms, gradientsOf } from "@textvae/core/internals";
import {
  type Batch,
  type Context,
  type Described,
  described,
  type Objective,
  type Parameters,
  reportedBy,
  rules,
  schedulesOf,
  type Terms,
} from "@textvae/core/plugin";
import { type ElboOptions, type Model, withCondition } from "@textvae/core/training";
import { isWhole, TextvaeError } from "@textvae/ops";
import {
  backThrough,
  differentiateAt,
  type RefinementOptions,
  refine,
  type StepLoss,
} from "./refinement.ts";

export interface SemiAmortizedOptions extends ElboOptions, Partial<RefinementOptions> {}

/**
 * The ELBO at a posterior that the encoder proposes and gradient descent refines for each item:
 * `steps` of v ← μ v + clip(g), λ ← λ − α v on its parameters, g the gradient of the item's own
 * negative ELBO. Its gradient goes through the steps, with products of second derivatives as
 * central differences; evaluation refines as well. Each step and the final bound draw noise of
 * their own, so that the bound stays one.
 *
 * Source: "Semi-Amortized Variational Autoencoders", Kim, Wiseman, Miller, Sontag and Rush, 2018,
 * https://arxiv.org/abs/1802.02550 (which takes α = 1 on the mean over a batch of 32, and one-sided
 * differences).
 *
 * @example
 * const objective = semiAmortized({ divergence: kl(), steps: 20 });
 */
export const semiAmortized: Described<SemiAmortizedOptions, Objective> = described(
  "objective",
  "semi-amortized",
  "ELBO at a refined posterior",
  (options: SemiAmortizedOptions): Objective => {
    const { steps = 20, learningRate = 1 / 32, momentum = 0.5, clip = 5 } = options;
    if (!(isWhole(steps) && learningRate > 0 && momentum >= 0 && clip > 0)) {
      throw new TextvaeError("OPTION", "semiAmortized", {
        expected: "whole steps ≥ 1, learningRate > 0, momentum ≥ 0, clip > 0",
        got: JSON.stringify({ steps, learningRate, momentum, clip }),
      });
    }
    const refinement: RefinementOptions = { steps, learningRate, momentum, clip };
    const bound = elboTerms(options);

    const boundAt = (
      model: Model,
      parameters_BP: Tensor2D,
      batch: Batch,
      context: Context,
    ): Terms => {
      const q = drawnIn(context, variationalOf(model).posterior(parameters_BP));
      return bound(model, q, batch, withCondition(model, batch, context));
    };

    /** The parameters that the encoder proposes, and L_k: each with noise that can be drawn again. */
    const replayable = (model: Model, batch: Batch, context: Context) => {
      const replay = (name: string) => {
        const rng = context.rng.stream(name);
        const state = rng.state();
        return (): Context => {
          rng.restore(state);
          return { ...context, rng };
        };
      };
      const proposal = replay("proposal");
      // Each item is refined by its own bound, whatever it counts in the loss.
      const { weights_B: _, ...items } = batch;
      const noise = Array.from({ length: steps }, (_, k) => replay(`refinement ${k}`));
      const loss: StepLoss = (k, parameters_BP) => {
        const terms = boundAt(model, parameters_BP, items, (noise[k] as () => Context)());
        return mul(terms.loss, batch.size);
      };
      const propose = () => variationalOf(model).parameters(batch, proposal());
      return { propose, loss };
    };

    const named = (terms: Terms): Terms => ({
      ...terms,
      estimator: {
        ...terms.estimator,
        name: `${terms.estimator.name}, ${steps} SVI step${steps === 1 ? "" : "s"}`,
      },
    });

    return {
      needs: ["encoder", "prior"],
      differentiatesSamples: true,
      needsDensity: reportedBy(options.divergence).bound,
      schedules: schedulesOf(options.divergence, options.beta ?? 1),
      refines: true,
      divergenceName: reportedBy(options.divergence).name,
      terms(model, batch, context) {
        const { propose, loss } = replayable(model, batch, context);
        const { end } = refine(propose(), loss, refinement);
        return named(boundAt(model, end, batch, context));
      },
      differentiate(model, parameters, batch, context) {
        const { propose, loss } = replayable(model, batch, context);
        const all = model.parameters;
        const trace = refine(propose(), loss, refinement);

        const bounded = (end_BP: Tensor2D) => boundAt(model, end_BP, batch, context);
        const final = boundWithGradients(trace.end, all, bounded);
        const sums = new Map<string, Tensor>(final.gradients);
        const adjoint_BP = backThrough(trace, final.inPoint, loss, refinement, all, sums);
        const encoder = gradientsOf(
          () => ({ loss: sum(mul(propose(), adjoint_BP)) as Scalar, rest: [] }),
          all,
        );
        for (const [name, gradient] of encoder.gradients) {
          const others = sums.get(name);
          sums.set(name, others ? add(others, gradient) : gradient);
        }
        const gradients = new Map([...sums].filter(([name]) => parameters.has(name)));
        return { terms: named(final.terms), gradients };
      },
    };
  },
  {
    ...ELBO,
    steps: rules.optional(rules.WHOLE),
    learningRate: rules.optional(rules.ABOVE_ZERO),
    momentum: rules.optional(rules.NUMBER),
    clip: rules.optional(rules.ABOVE_ZERO),
  },
);

/** The terms at λ with the gradients of their loss. */
const boundWithGradients = (
  end_BP: Tensor2D,
  parameters: Parameters,
  bounded: (end_BP: Tensor2D) => Terms,
) => {
  let described: Terms | undefined;
  const found = differentiateAt(end_BP, parameters, (at_BP) => {
    const terms = bounded(at_BP);
    described = terms;
    const { loss, reconstruction_B, nll_B, divergence_B } = terms;
    return { loss, rest: [reconstruction_B, nll_B, ...(divergence_B ? [divergence_B] : [])] };
  });
  const [reconstruction_B, nll_B, divergence_B] = found.rest as [Tensor1D, Tensor1D, Tensor1D?];
  const { weight, estimator } = described as Terms;
  const terms: Terms = {
    loss: found.loss,
    reconstruction_B,
    nll_B,
    estimator,
    ...(divergence_B && { divergence_B }),
    ...(weight !== undefined && { weight }),
  };
  return { ...found, terms };
};

const variationalOf = ({ variational }: Model): NonNullable<Model["variational"]> => {
  if (variational) return variational;
  throw new TextvaeError("CAPABILITY", "semiAmortized", {
    expected: "a posterior whose parameters can be refined",
    got: "one without, or with a flow",
    hint: "Choose a family that offers `variational`, without flows, or train with another objective.",
  });
};
