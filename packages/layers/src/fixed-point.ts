import {
  add,
  customGrad,
  fill,
  greaterEqual,
  type Tensor2D,
  tidy,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";

/** Halvings of an interval of width 2, to the resolution of single precision. */
const HALVINGS = 26;

/**
 * t in [−1, 1] with t = g(t) for each row of `z_BZ`, `[B, 1]`, by bisection: g(t) − t falls from
 * 0 or more at −1 to 0 or less at 1. What a flow along one direction has to solve to be inverted.
 * No gradient passes; one step of Newton's method after it carries them.
 *
 * @example
 * const t_B1 = fixedPoint(z_BZ, (t_B1) => tanh(sub(along_B1, mul(slope, t_B1))));
 */
export const fixedPoint = (z_BZ: Tensor2D, g: (t_B1: Tensor2D) => Tensor2D): Tensor2D =>
  customGrad(() => ({
    value: bisect(z_BZ.shape[0], g),
    gradFunc: () => zerosLike(z_BZ),
  }))(z_BZ) as Tensor2D;

const bisect = (rows: number, g: (t_B1: Tensor2D) => Tensor2D): Tensor2D => {
  let t_B1 = fill([rows, 1], 0) as Tensor2D;
  for (let halving = 1, half = 0.5; halving <= HALVINGS; halving++, half /= 2) {
    const last_B1 = t_B1;
    t_B1 = tidy(() => {
      const above = greaterEqual(g(last_B1), last_B1);
      return add(last_B1, where(above, fill([rows, 1], half), fill([rows, 1], -half))) as Tensor2D;
    });
    last_B1.dispose();
  }
  return t_B1;
};
