import {
  add,
  cast,
  engine,
  expandDims,
  type GradConfig,
  gather,
  gatherND,
  greaterEqual,
  maximum,
  mul,
  reshape,
  scalar,
  type Tensor,
  type Tensor1D,
  tensor2d,
  transpose,
  zeros,
} from "@tensorflow/tfjs-core";
import { fromStart, sizeOf } from "../sizes.ts";

/** The kernel itself: its wrapper in tfjs only checks, at some size. */
const scatterND = (indices: Tensor, updates: Tensor, shape: number[]): Tensor =>
  engine().runKernel("ScatterNd", { indices, updates }, { shape });

/**
 * The adjoint of gather: each gathered slice of dy is added back to where it was taken from.
 * As views: dy is [P, O, N, I], x is [P, O, D, I] with P batch, O outer, N indices, I inner.
 * One scatterND over the P·D rows; unsortedSegmentSum would be O(D·N·I) on the cpu backend.
 */
const scatterBack = (dy: Tensor, x: Tensor, indices: Tensor, axis: number, batchDims: number) => {
  const along = fromStart(axis, x.rank);
  const batched = fromStart(batchDims, indices.rank);
  const batchSize = sizeOf(x.shape.slice(0, batched));
  const outerSize = sizeOf(x.shape.slice(batched, along));
  const dimSize = x.shape[along] as number;
  const sliceSize = sizeOf(x.shape.slice(along + 1));
  const taken = indices.size / batchSize;
  const starts = Int32Array.from({ length: batchSize }, (_, item) => item * dimSize);
  const rows = add(reshape(indices, [batchSize, taken]), tensor2d(starts, [batchSize, 1]));
  const updates = transpose(reshape(dy, [batchSize, outerSize, taken, sliceSize]), [0, 2, 1, 3]);
  const scattered = scatterND(
    reshape(rows, [-1, 1]),
    reshape(updates, [batchSize * taken, outerSize * sliceSize]),
    [batchSize * dimSize, outerSize * sliceSize],
  );
  const dx = reshape(scattered, [batchSize, dimSize, outerSize, sliceSize]);
  return reshape(transpose(dx, [0, 2, 1, 3]), x.shape);
};

/** Kernels that read or write by index. Indices themselves have derivative zero. */
export const indexing: readonly GradConfig[] = [
  {
    kernelName: "GatherV2",
    inputsToSave: ["x", "indices"],
    gradFunc: (dy, saved, { axis, batchDims }) => {
      const [x, indices] = saved as [Tensor, Tensor];
      return {
        x: () => scatterBack(dy as Tensor, x, indices, axis as number, (batchDims as number) ?? 0),
        indices: () => zeros(indices.shape),
      };
    },
  },
  {
    kernelName: "GatherNd",
    inputsToSave: ["params", "indices"],
    gradFunc: (dy, saved) => {
      const [params, indices] = saved as [Tensor, Tensor];
      return {
        params: () => scatterND(indices, dy as Tensor, params.shape),
        indices: () => zeros(indices.shape),
      };
    },
  },
  {
    kernelName: "ScatterNd",
    inputsToSave: ["indices"],
    gradFunc: (dy, [indices]) => ({
      updates: () => gatherND(dy as Tensor, indices as Tensor),
      indices: () => zeros((indices as Tensor).shape),
    }),
  },
  {
    kernelName: "UnsortedSegmentSum",
    inputsToSave: ["segmentIds"],
    gradFunc: (dy, [saved]) => ({
      // A negative id drops its row.
      x: () => {
        const ids = saved as Tensor1D;
        const rows = gather(dy as Tensor, maximum(ids, scalar(0, "int32")) as Tensor1D);
        let kept: Tensor = cast(greaterEqual(ids, 0), "float32");
        while (kept.rank < rows.rank) kept = expandDims(kept, -1);
        return mul(rows, kept);
      },
      segmentIds: () => zeros((saved as Tensor).shape),
    }),
  },
];
