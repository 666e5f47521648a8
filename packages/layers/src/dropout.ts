import { mul, type Tensor, tensor } from "@tensorflow/tfjs-core";
import type { Rng } from "@textvae/core/plugin";

/**
 * `x` with each element zero with probability `rate` and 1/(1 − rate) times itself otherwise, so
 * that its expectation stays; `x` itself at rate 0. The mask comes from `rng`, hence is the same
 * on every backend.
 *
 * Source: "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", Srivastava et al.,
 * 2014, https://jmlr.org/papers/v15/srivastava14a.html
 *
 * @example
 * const dropped = context.training ? dropout(x_TBE, 0.5, context.rng.stream("dropout")) : x_TBE;
 */
export const dropout = <T extends Tensor>(x: T, rate: number, rng: Rng): T => {
  if (rate === 0) return x;
  const kept = 1 / (1 - rate);
  const mask = rng.uniforms(x.size).map((u) => (u < rate ? 0 : kept));
  return mul(x, tensor(new Float32Array(mask), x.shape, "float32")) as T;
};
