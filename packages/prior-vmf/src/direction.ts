import {
  abs,
  customGrad,
  div,
  equal,
  type GradSaveFunc,
  greater,
  less,
  logicalAnd,
  logicalOr,
  max,
  mul,
  onesLike,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tensor1d,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { oneHotRows } from "@textvae/ops";

/** Lengths whose squares are well within the range of float32. */
const [SHORT, LONG] = [1e-15, 1e18];
/** Rows with no larger entry count as zero: float32 holds them with few digits, or not at all. */
const ZERO = 1.2e-38;

const lengths = (x_BZ: Tensor): Tensor => sqrt(sum(square(x_BZ), 1, true));

interface Directions {
  readonly unit_BZ: Tensor;
  /** ‖x‖ as a product, `[B, 1]` each: it may leave the range of float32. */
  readonly length: readonly [scale_B1: Tensor, rest_B1: Tensor];
  readonly isZero_B1: Tensor;
}

/** Rows that are too long or too short to be squared are first divided by their largest entry. */
const directionsOf = (x_BZ: Tensor): Directions => {
  const direct_B1 = lengths(x_BZ);
  const largest_B1 = max(abs(x_BZ), 1, true);
  // A length of NaN is no length of zero, and stays.
  const isZero_B1 = logicalAnd(equal(direct_B1, 0), less(largest_B1, ZERO));
  const isUsual_B1 = logicalAnd(greater(direct_B1, SHORT), less(direct_B1, LONG));
  const one_B1 = onesLike(direct_B1);
  const scale_B1 = where(logicalOr(isUsual_B1, isZero_B1), one_B1, largest_B1);
  const scaled_BZ = div(x_BZ, scale_B1);
  const rest_B1 = where(isZero_B1, one_B1, lengths(scaled_BZ));
  const firstAxis = oneHotRows(tensor1d([0], "int32"), x_BZ.shape[1] as number);
  return {
    unit_BZ: where(isZero_B1, firstAxis, div(scaled_BZ, rest_B1)),
    length: [scale_B1, rest_B1],
    isZero_B1,
  };
};

/**
 * Rows scaled to length 1, x/‖x‖, `[B, Z]`, however long or short. A row of zeros (no entry of
 * 1.2e-38 or more) has no direction: it becomes the first axis and lets no gradient through.
 *
 * @example
 * normalise(tensor2d([[3, 4]])); // [[0.6, 0.8]]
 */
export const normalise: (x_BZ: Tensor2D) => Tensor2D = customGrad((...args: unknown[]) => {
  const [input, save] = args as [Tensor, GradSaveFunc];
  save([input]);
  return {
    value: directionsOf(input).unit_BZ,
    gradFunc: (dy: Tensor, saved: Tensor[]) => {
      const x_BZ = saved[0] as Tensor;
      const { unit_BZ, length, isZero_B1 } = directionsOf(x_BZ);
      const tangential = sub(dy, mul(unit_BZ, sum(mul(dy, unit_BZ), 1, true)));
      const slope = div(div(tangential, length[1]), length[0]);
      return where(isZero_B1, zerosLike(slope), slope);
    },
  };
}) as never;

/** The part of x at right angles to the unit vectors μ, scaled to length 1, `[B, Z]`. */
export const tangent = (x_BZ: Tensor2D, mean_BZ: Tensor2D): Tensor2D => {
  const project = (y_BZ: Tensor2D): Tensor2D =>
    normalise(sub(y_BZ, mul(mean_BZ, sum(mul(y_BZ, mean_BZ), 1, true))));
  // A vector almost parallel to μ is at right angles to it only after the second projection.
  return project(project(x_BZ));
};
