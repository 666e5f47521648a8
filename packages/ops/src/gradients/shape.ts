import {
  concat,
  type GradConfig,
  pad,
  reshape,
  reverse,
  slice,
  split,
  stack,
  sum,
  type Tensor,
  transpose,
  unstack,
} from "@tensorflow/tfjs-core";
import { fromStart, sizeOf } from "../sizes.ts";

const restoreShape = (kernelName: string, input: string): GradConfig => ({
  kernelName,
  inputsToSave: [input],
  gradFunc: (dy, [x]) => ({ [input]: () => reshape(dy as Tensor, (x as Tensor).shape) }),
});

const numbered = (parts: readonly Tensor[]): Record<string, () => Tensor> =>
  Object.fromEntries(parts.map((part, i) => [String(i), () => part]));

/** The adjoint of tiling, one axis at a time: repeats are summed. */
const untile = (dy: Tensor, shape: readonly number[], reps: readonly number[]): Tensor =>
  reps.reduce((folded, times, axis) => {
    if (times === 1) return folded;
    const before = sizeOf(folded.shape.slice(0, axis));
    const kept = [...folded.shape];
    kept[axis] = shape[axis] as number;
    return reshape(sum(reshape(folded, [before, times, -1]), 1), kept);
  }, dy);

/** Kernels that move entries without changing them; the gradient moves them back. */
export const shape: readonly GradConfig[] = [
  restoreShape("Reshape", "x"),
  restoreShape("ExpandDims", "input"),
  {
    kernelName: "Transpose",
    gradFunc: (dy, _saved, { perm }) => ({
      x: () => {
        const inverse: number[] = [];
        for (const [to, from] of (perm as number[]).entries()) inverse[from] = to;
        return transpose(dy as Tensor, inverse);
      },
    }),
  },
  {
    kernelName: "Concat",
    saveAllInputs: true,
    gradFunc: (dy, saved, { axis }) => {
      const along = fromStart(axis as number, (dy as Tensor).rank);
      const sizes = saved.map((x) => x.shape[along] as number);
      return numbered(split(dy as Tensor, sizes, along));
    },
  },
  {
    kernelName: "Pack",
    gradFunc: (dy, _saved, { axis }) => numbered(unstack(dy as Tensor, axis as number)),
  },
  {
    kernelName: "Unpack",
    gradFunc: (dy, _saved, { axis }) => ({
      value: () => stack([dy].flat() as Tensor[], axis as number),
    }),
  },
  {
    kernelName: "SplitV",
    gradFunc: (dy, _saved, { axis }) => ({
      x: () => concat([dy].flat() as Tensor[], axis as number),
    }),
  },
  {
    kernelName: "Slice",
    inputsToSave: ["x"],
    gradFunc: (dy, [saved], { begin, size }) => ({
      x: () => {
        // Axes that are not named begin at 0; of those, and where the size is −1, all is taken.
        const [start, taken] = [[begin].flat(), [size].flat()] as [number[], number[]];
        const margins = (saved as Tensor).shape.map((all, i): [number, number] => {
          const before = start[i] ?? 0;
          const count = taken[i] ?? -1;
          return [before, count < 0 ? 0 : all - before - count];
        });
        return pad(dy as Tensor, margins);
      },
    }),
  },
  {
    kernelName: "PadV2",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], { paddings }) => ({
      x: () => {
        const start = (paddings as unknown as [number, number][]).map(([before]) => before);
        return slice(dy as Tensor, start, (x as Tensor).shape);
      },
    }),
  },
  {
    kernelName: "Tile",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], { reps }) => ({
      x: () => untile(dy as Tensor, (x as Tensor).shape, reps as number[]),
    }),
  },
  {
    kernelName: "Reverse",
    gradFunc: (dy, _saved, { dims }) => ({ x: () => reverse(dy as Tensor, dims as number[]) }),
  },
];
