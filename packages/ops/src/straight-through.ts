import { clone, customGrad, type Tensor } from "@tensorflow/tfjs-core";
import { TextvaeError } from "./errors.ts";

/**
 * `value` exactly, with the gradient of `surrogate`: the straight-through estimator
 * surrogate + stop(value − surrogate), without its rounding. Biased, but a gradient.
 *
 * Source: Y. Bengio, N. Léonard, A. Courville, Estimating or Propagating Gradients Through
 * Stochastic Neurons for Conditional Computation (2013), https://arxiv.org/abs/1308.3432.
 *
 * @param value - what comes out; no gradient reaches it
 * @param surrogate - of the same shape; its gradient is that of the result
 * @throws TextvaeError `SHAPE`
 * @example
 * const bits = straightThrough(cast(less(u, q), "float32"), q);
 */
export const straightThrough = <T extends Tensor>(value: T, surrogate: Tensor): T => {
  if (value.shape.join() !== surrogate.shape.join()) {
    throw new TextvaeError("SHAPE", "straightThrough", {
      expected: `a surrogate of the value's shape [${value.shape}]`,
      got: `[${surrogate.shape}]`,
    });
  }
  const pass = customGrad(() => ({
    value: clone(value),
    gradFunc: (dy: Tensor) => clone(dy),
  }));
  return pass(surrogate) as T;
};
