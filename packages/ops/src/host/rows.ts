import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { addRows } from "../accumulate.ts";
import { scatterIds } from "../scatter-ids.ts";
import { type HostCall, type HostTensors, mendWhere } from "./tensors.ts";

/** ScatterNd whose sums of what falls on one place are added up in double precision. */
export const mendScatter = <B>(tensors: HostTensors<B>): void =>
  mendWhere(tensors, ["ScatterNd"], ({ inputs, attrs, backend }) => {
    const { indices, updates } = inputs as { indices: TensorInfo; updates: TensorInfo };
    const shape = attrs?.shape as number[];
    const places = scatterIds({ indices, updates }, shape, tensors.valuesOf(indices, backend));
    if (updates.dtype !== "float32" || !places) return undefined;
    return tensors.filled(backend, shape, "float32", (sums) =>
      addRows(tensors.valuesOf(updates, backend), places.ids, places.width, sums),
    );
  });

/** UnsortedSegmentSum in one pass over the rows, where tfjs makes one for every segment. */
export const segmentSum =
  <B>({ filled, valuesOf }: HostTensors<B>) =>
  ({ inputs, attrs, backend }: HostCall<B>): TensorInfo => {
    const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo };
    const rest = x.shape.slice(segmentIds.shape.length);
    const shape = [attrs?.numSegments as number, ...rest];
    return filled(backend, shape, x.dtype, (sums) =>
      addRows(valuesOf(x, backend), valuesOf(segmentIds, backend), util.sizeFromShape(rest), sums),
    );
  };

/**
 * SparseSegmentSum and SparseSegmentMean in double precision. What tfjs refuses (numbers that fall
 * or are none of a row) it is left to refuse, and integers are its own.
 */
export const mendSparseSegments = <B>(tensors: HostTensors<B>): void =>
  mendWhere(
    tensors,
    ["SparseSegmentSum", "SparseSegmentMean"],
    ({ inputs, backend }, kernelName) => {
      const { data, indices, segmentIds } = inputs as Record<
        "data" | "indices" | "segmentIds",
        TensorInfo
      >;
      const [rows = 0, ...rest] = data.shape;
      const width = util.sizeFromShape(rest);
      const ids = tensors.valuesOf(segmentIds, backend).slice();
      const from = tensors.valuesOf(indices, backend).slice();
      const sorted = ids.every((id, n) => id >= (n === 0 ? 0 : (ids[n - 1] as number)));
      const named = from.length === ids.length && from.every((row) => row >= 0 && row < rows);
      if (data.dtype !== "float32" || ids.length === 0 || !sorted || !named) return undefined;
      const shape = [(ids.at(-1) as number) + 1, ...rest];
      return tensors.filled(backend, shape, "float32", (to) => {
        const counts = kernelName === "SparseSegmentMean";
        addSegments(tensors.valuesOf(data, backend), { from, ids, width, counts }, to);
      });
    },
  );

interface Segments {
  /** Which row is added to which segment, the segments in their order. */
  readonly from: ArrayLike<number>;
  readonly ids: ArrayLike<number>;
  readonly width: number;
  /** Whether sums are divided by the number of their rows. */
  readonly counts: boolean;
}

const addSegments = (
  data: ArrayLike<number>,
  { from, ids, width, counts }: Segments,
  to: { set(values: Float64Array, at: number): void },
): void => {
  const sums = new Float64Array(width);
  let first = 0;
  for (let n = 0; n < ids.length; n++) {
    const start = (from[n] as number) * width;
    for (let i = 0; i < width; i++) sums[i] = (sums[i] as number) + (data[start + i] as number);
    if (ids[n + 1] === ids[n]) continue;
    const count = n + 1 - first;
    to.set(counts ? sums.map((sum) => sum / count) : sums, (ids[n] as number) * width);
    sums.fill(0);
    first = n + 1;
  }
};
