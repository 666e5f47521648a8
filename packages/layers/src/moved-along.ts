import {
  add,
  div,
  less,
  maximum,
  mul,
  square,
  sum,
  type Tensor,
  type Tensor2D,
  where,
} from "@tensorflow/tfjs-core";

/** w shorter than this counts as this long, where no constraint needs it. */
const SHORTEST = 1e-6;
/** Below this ‖w‖² is no number of single precision. */
const SMALLEST = 1e-37;

/** Rows u moved along w, and their products with w. */
export interface MovedAlong {
  readonly u_RZ: Tensor2D;
  /** How much of the shift wᵀu got: 1, or less where w is very short, `[R, 1]`. */
  readonly share_R1: Tensor;
}

/**
 * û = u + s w/‖w‖², so that wᵀû = wᵀu + s: how a flow along one direction is kept invertible.
 *
 * As w vanishes û would grow without bound, and its gradient with it. Where ‖w‖ < 1e-6 and
 * wᵀu > −½, so that wᵀû > −1 whatever share of s it gets, the denominator stays at 1e-12 and wᵀû is
 * wᵀu + s ‖w‖²/1e-12: u and w remain continuous, the gradient finite.
 *
 * @example
 * const { u_RZ: turned } = movedAlong(u_RZ, w_RZ, sub(softplus(projection), projection));
 */
export const movedAlong = (u_RZ: Tensor2D, w_RZ: Tensor2D, shift_R1: Tensor): MovedAlong => {
  const squared_R1 = sum(square(w_RZ), 1, true);
  const projection_R1 = sum(mul(w_RZ, u_RZ), 1, true);
  const least_R1 = where(less(projection_R1, -0.5), SMALLEST, SHORTEST ** 2);
  const length_R1 = maximum(squared_R1, least_R1);
  return {
    u_RZ: add(u_RZ, mul(shift_R1, div(w_RZ, length_R1))) as Tensor2D,
    share_R1: div(squared_R1, length_R1),
  };
};
