import { cast, equal, expandDims, range, type Tensor } from "@tensorflow/tfjs-core";

/**
 * Rows of `depth` zeros with a one at each index, `[…]` to `[…, depth]`. tfjs's own `oneHot`
 * refuses a depth of 1.
 *
 * @example
 * oneHotRows(tensor1d([2, 0], "int32"), 3); // [[0, 0, 1], [1, 0, 0]]
 */
export const oneHotRows = (indices: Tensor, depth: number): Tensor =>
  cast(equal(expandDims(indices, -1), range(0, depth, 1, "int32")), "float32");
