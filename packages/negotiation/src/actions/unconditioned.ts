import { type Context, type Decoder, type Described, described, rules } from "@textvae/core";

/**
 * A decoder that is told the code alone, p(x|z), in a model with a condition: what the condition
 * has to say of x must be said by the code.
 *
 * Source: "Rethinking Action Spaces for Reinforcement Learning in End-to-end Dialog Agents with
 * Latent Variable Models", Zhao, Xie and Eskenazi, 2019, https://arxiv.org/abs/1902.08858
 *
 * @example
 * const parts = { condition, encoder, prior, decoder: unconditioned(lstmDecoder()) };
 */
export const unconditioned = (decoder: Decoder): Decoder => unconditionedDecoder({ decoder });

/** {@link unconditioned} as a plugin. */
export const unconditionedDecoder: Described<{ readonly decoder: Decoder }, Decoder> = described(
  "decoder",
  "unconditioned",
  "A decoder without the condition",
  ({ decoder }): Decoder => ({
    ...decoder,
    build(scope, sizes) {
      const built = decoder.build(scope, { ...sizes, condition: 0 });
      const { penalty, generate } = built;
      return {
        logProb: (batch, z_BZ, context) => built.logProb(batch, z_BZ, without(context)),
        ...(penalty && {
          penalty: (batch, z_BZ, context) => penalty(batch, z_BZ, without(context)),
        }),
        ...(generate && { generate: (z_BZ, { c_BC: _, ...options }) => generate(z_BZ, options) }),
      };
    },
  }),
  { decoder: rules.PART },
);

const without = ({ c_BC: _, ...context }: Context): Context => context;
