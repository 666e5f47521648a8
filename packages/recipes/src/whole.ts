import { type Described, described, type Objective, TextvaeError } from "@textvae/core";

const MISFITS: readonly string[] = ["SUPPORT", "CAPABILITY"];

/**
 * What a function makes of several parts. Whatever they can't do together is refused with one code,
 * whichever part tells it.
 *
 * @throws {TextvaeError} `ASSEMBLY` with what the part told as its cause.
 */
export const asWhole = <Made>(compose: () => Made): Made => {
  try {
    return compose();
  } catch (error) {
    if (!(error instanceof TextvaeError && MISFITS.includes(error.code))) throw error;
    throw new TextvaeError("ASSEMBLY", "vae", {
      expected: "parts that go together",
      got: "some that do not",
      hint: error.message,
      cause: error,
    });
  }
};

interface WholeOptions {
  readonly objective: Objective;
}

/**
 * An objective that refuses what its parts can't do together as {@link asWhole} does, such as free
 * bits of each dimension of a posterior that has no parts per dimension. It is told when a training
 * is rehearsed, and the numbers are those of the objective.
 *
 * @example
 * const objective = whole({ objective: elbo({ divergence: freeBits({ target: 1 }) }) });
 */
export const whole: Described<WholeOptions, Objective> = described(
  "objective",
  "whole",
  "An objective that tells misfits with one code",
  ({ objective }: WholeOptions): Objective => {
    // Whether posteriors can be refined is found where it is done: with one code, too.
    const { plugin: _, refines: __, differentiate, ...told } = objective;
    return {
      ...told,
      terms: (...given) => asWhole(() => objective.terms(...given)),
      ...(differentiate && {
        differentiate: (...given) => asWhole(() => differentiate(...given)),
      }),
    };
  },
);
