import {
  concat,
  expandDims,
  slice,
  square,
  sub,
  sum,
  type Tensor2D,
  tidy,
} from "@tensorflow/tfjs-core";

/** Differences that are held at once; so many rows of x at a time as that allows. */
const AT_ONCE = 2 ** 20;

/**
 * ‖x_i − y_j‖², `[N, M]`, from the differences themselves: by ‖x‖² + ‖y‖² − 2xᵀy near ones lose the
 * digits of what lies far away, be it the origin or another cluster.
 *
 * @example
 * squaredDistances(tensor2d([[1000, 0]]), tensor2d([[1000, 1]])); // [[1]]
 */
export const squaredDistances = (x_NZ: Tensor2D, y_MZ: Tensor2D): Tensor2D => {
  const [rows, size] = x_NZ.shape;
  const y_1MZ = expandDims(y_MZ, 0);
  const of = (some_NZ: Tensor2D): Tensor2D =>
    sum(square(sub(expandDims(some_NZ, 1), y_1MZ)), 2) as Tensor2D;
  const step = Math.max(1, Math.floor(AT_ONCE / Math.max(1, y_MZ.size)));
  if (step >= rows) return of(x_NZ);
  const parts = Array.from({ length: Math.ceil(rows / step) }, (_, i) => {
    const from = i * step;
    return tidy(() => of(slice(x_NZ, [from, 0], [Math.min(step, rows - from), size])));
  });
  return concat(parts, 0);
};
