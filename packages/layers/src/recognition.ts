import { type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import {
  type Condition,
  checkConditioning,
  type Described,
  described,
  type Encoder,
  rules,
} from "@textvae/core/plugin";
import { sideBySide } from "./side-by-side.ts";

/**
 * The encoder of a recognition network q(z|x, c): its features are [h; c], `[B, H + C]`, with h
 * those of `encoder` and c the model's condition.
 *
 * Source: "Learning Structured Output Representation using Deep Conditional Generative Models",
 * Sohn, Lee and Yan, 2015, https://papers.nips.cc/paper/5775
 *
 * @throws {TextvaeError} `SHAPE` without the condition, or with another one.
 *
 * @example
 * const parts = { condition, encoder: recognition(encoder, condition), prior, decoder };
 */
export const recognition = (encoder: Encoder, condition: Condition): Encoder =>
  recognitionEncoder({ encoder, condition });

interface RecognitionOptions {
  readonly encoder: Encoder;
  readonly condition: Condition;
}

/** {@link recognition} as a plugin. */
export const recognitionEncoder: Described<RecognitionOptions, Encoder> = described(
  "encoder",
  "recognition",
  "Features beside the condition",
  ({ encoder, condition }): Encoder => ({
    ...encoder,
    features: encoder.features + condition.size,
    build(scope, sizes) {
      const encode = encoder.build(scope, { ...sizes, features: encoder.features });
      const expected = { ...sizes, latent: 0, condition: condition.size };
      return (batch, context) =>
        tidy(() => {
          checkConditioning("recognition", expected, batch.size, undefined, context.c_BC);
          return sideBySide([encode(batch, context), context.c_BC]) as Tensor2D;
        });
    },
  }),
  { encoder: rules.PART, condition: rules.PART },
);
