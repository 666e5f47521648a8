import { backend_util, type TensorInfo, type TypedArray } from "@tensorflow/tfjs-core";

/** Where ScatterNd puts each update: the numbers of rows of `width`; undefined where one is not in range. */
export const scatterIds = (
  { indices, updates }: Readonly<Record<"indices" | "updates", TensorInfo>>,
  shape: number[],
  values: TypedArray,
): { readonly ids: Int32Array; readonly width: number } | undefined => {
  const { sliceRank, numUpdates, sliceSize, strides, outputSize } = backend_util.calculateShapes(
    updates,
    indices,
    shape,
  );
  const ids = new Int32Array(numUpdates);
  for (let n = 0; n < numUpdates; n++) {
    let start = 0;
    for (let axis = 0; axis < sliceRank; axis++) {
      start += (values[n * sliceRank + axis] as number) * (strides[axis] as number);
    }
    if (start < 0 || start * sliceSize >= outputSize) return undefined;
    ids[n] = start;
  }
  return { ids, width: sliceSize };
};
