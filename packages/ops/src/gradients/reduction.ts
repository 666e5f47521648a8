import {
  broadcastTo,
  cast,
  cumprod,
  cumsum,
  div,
  equal,
  type GradConfig,
  mul,
  type NamedAttrMap,
  reshape,
  sub,
  sum,
  type Tensor,
  transpose,
} from "@tensorflow/tfjs-core";
import { fromStart, sizeOf } from "../sizes.ts";

/** Axes a kernel reduces over, ascending; null means all. Max calls them otherwise. */
const reducedAxes = ({ shape }: Tensor, { axis, reductionIndices }: NamedAttrMap): number[] => {
  const axes = (axis ?? reductionIndices ?? [...shape.keys()]) as number | number[];
  return [axes]
    .flat()
    .map((one) => fromStart(one, shape.length))
    .sort((i, j) => i - j);
};

/** A reduced tensor with its lost axes back as 1, repeated to the shape of x. */
const spread = (reduced: Tensor, x: Tensor, axes: readonly number[]): Tensor => {
  const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
  return broadcastTo(reshape(reduced, kept), x.shape);
};

/** Max or Min: dy goes to the entries that attain the extremum, in equal parts. */
const extremum = (kernelName: "Max" | "Min"): GradConfig => ({
  kernelName,
  inputsToSave: ["x"],
  outputsToSave: [true],
  gradFunc: (dy, saved, attrs) => ({
    x: () => {
      const [x, y] = saved as [Tensor, Tensor];
      const axes = reducedAxes(x, attrs);
      const attained = cast(equal(x, spread(y, x, axes)), "float32");
      return mul(
        attained,
        spread(div(dy as Tensor, reshape(sum(attained, axes), y.shape)), x, axes),
      );
    },
  }),
});

/** The product of all other entries, as prefix × suffix, so that zeros do no harm. */
const productOfOthers = (x: Tensor, axes: readonly number[]): Tensor => {
  const others = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const perm = [...others, ...axes];
  const moved = transpose(x, perm);
  const lined = reshape(moved, [sizeOf(others.map((i) => x.shape[i] as number)), -1]);
  const product = mul(cumprod(lined, 1, true, false), cumprod(lined, 1, true, true));
  const inverse: number[] = [];
  for (const [to, from] of perm.entries()) inverse[from] = to;
  return transpose(reshape(product, moved.shape), inverse);
};

/** Kernels that combine entries along axes. */
export const reduction: readonly GradConfig[] = [
  {
    kernelName: "Sum",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () => spread(dy as Tensor, x as Tensor, reducedAxes(x as Tensor, attrs)),
    }),
  },
  {
    kernelName: "Mean",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const axes = reducedAxes(x as Tensor, attrs);
        const count = (x as Tensor).size / (dy as Tensor).size;
        return spread(div(dy as Tensor, count), x as Tensor, axes);
      },
    }),
  },
  extremum("Max"),
  extremum("Min"),
  {
    kernelName: "Prod",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const axes = reducedAxes(x as Tensor, attrs);
        return mul(spread(dy as Tensor, x as Tensor, axes), productOfOthers(x as Tensor, axes));
      },
    }),
  },
  {
    kernelName: "Cumsum",
    gradFunc: (dy, _saved, { axis, exclusive, reverse }) => ({
      x: () => cumsum(dy as Tensor, axis as number, exclusive as boolean, !reverse),
    }),
  },
  {
    kernelName: "Softmax",
    outputsToSave: [true],
    gradFunc: (dy, saved, { dim }) => ({
      logits: () => {
        const [y] = saved as [Tensor];
        const weighted = mul(dy as Tensor, y);
        return sub(weighted, mul(sum(weighted, dim as number, true), y));
      },
    }),
  },
];
