import {
  cast,
  customGrad,
  div,
  type GradSaveFunc,
  greater,
  maximum,
  mul,
  oneHot,
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

/** Rows shorter than this count as zero: their squares leave the range of float32. */
const SHORTEST = 1e-18;

const lengths = (x_BZ: Tensor): Tensor => sqrt(sum(square(x_BZ), 1, true));

const unit = (x_BZ: Tensor): Tensor => {
  const length_B1 = lengths(x_BZ);
  const firstAxis = cast(oneHot(tensor1d([0], "int32"), x_BZ.shape[1] as number), "float32");
  const scaled = div(x_BZ, maximum(length_B1, SHORTEST));
  return where(greater(length_B1, SHORTEST), scaled, firstAxis);
};

/**
 * Rows scaled to length 1, x/‖x‖, `[B, Z]`. A row of zeros has no direction: it becomes the first
 * axis and lets no gradient through.
 *
 * @example
 * normalise(tensor2d([[3, 4]])); // [[0.6, 0.8]]
 */
export const normalise: (x_BZ: Tensor2D) => Tensor2D = customGrad((...args: unknown[]) => {
  const [input, save] = args as [Tensor, GradSaveFunc];
  save([input]);
  return {
    value: unit(input),
    gradFunc: (dy: Tensor, saved: Tensor[]) => {
      const x_BZ = saved[0] as Tensor;
      const y_BZ = unit(x_BZ);
      const length_B1 = lengths(x_BZ);
      const tangential = sub(dy, mul(y_BZ, sum(mul(dy, y_BZ), 1, true)));
      const scaled = div(tangential, maximum(length_B1, SHORTEST));
      return where(greater(length_B1, SHORTEST), scaled, zerosLike(scaled));
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
