import {
  concat,
  type GradConfig,
  pad,
  reshape,
  reverse,
  slice,
  slice_util,
  split,
  stack,
  sum,
  type Tensor,
  transpose,
  unstack,
  util,
} from "@tensorflow/tfjs-core";

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
    const before = util.sizeFromShape(folded.shape.slice(0, axis));
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
      const along = util.parseAxisParam(axis as number, (dy as Tensor).shape)[0] as number;
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
        const x = saved as Tensor;
        const [start, taken] = slice_util.parseSliceParams(
          x,
          begin as number[],
          size as number[],
        ) as [number[], number[]];
        const margins = x.shape.map((all, i): [number, number] => {
          const before = start[i] as number;
          return [before, all - before - (taken[i] as number)];
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
