import {
  broadcastTo,
  concat,
  expandDims,
  mul,
  pad,
  reshape,
  reverse,
  slice,
  split,
  squeeze,
  stack,
  type Tensor,
  tile,
  transpose,
  unstack,
} from "@tensorflow/tfjs-core";
import { define, type ReferenceArray } from "../../reference/array.ts";
import type { Agreement } from "./agreement.ts";

export type Entry = (...index: number[]) => number;

/** A kernel of one tensor whose entries are entries of its input. */
export const arrangement = (
  name: string,
  input: readonly number[],
  compute: (x: Tensor) => Tensor,
  output: readonly number[],
  entry: (x: Entry) => Entry,
): Agreement => ({
  name,
  inputs: [input],
  compute: (x) => compute(x as Tensor),
  define: (x) =>
    define(
      output,
      entry((...index) => (x as ReferenceArray).at(...index)),
    ),
});

const BROADCASTS: readonly (readonly [readonly number[], readonly number[]])[] = [
  [
    [3, 1],
    [2, 3, 4],
  ],
  [
    [1, 49],
    [3, 49],
  ],
  [[], [3, 5]],
];

/** Kernels that move entries without changing them. */
export const arrangementAgreements = (): Agreement[] => [
  arrangement(
    "reshape",
    [2, 6],
    (x) => reshape(x, [3, 4]),
    [3, 4],
    (x) => (i, j) => {
      const flat = i * 4 + j;
      return x(Math.floor(flat / 6), flat % 6);
    },
  ),
  arrangement(
    "expandDims",
    [2, 3],
    (x) => expandDims(x, 1),
    [2, 1, 3],
    (x) => (i, _, j) => x(i, j),
  ),
  arrangement(
    "squeeze",
    [2, 1, 3],
    (x) => squeeze(x),
    [2, 3],
    (x) => (i, j) => x(i, 0, j),
  ),
  arrangement(
    "transpose of 2 axes",
    [49, 3],
    (x) => transpose(x),
    [3, 49],
    (x) => (i, j) => x(j, i),
  ),
  arrangement(
    "transpose of 3 axes",
    [2, 3, 4],
    (x) => transpose(x, [2, 0, 1]),
    [4, 2, 3],
    (x) => (i, j, k) => x(j, k, i),
  ),
  arrangement(
    "slice",
    [4, 7, 3],
    (x) => slice(x, [1, 2, 0], [2, -1, 3]),
    [2, 5, 3],
    (x) => (i, j, k) => x(i + 1, j + 2, k),
  ),
  arrangement(
    "pad",
    [2, 3],
    (x) =>
      pad(
        x,
        [
          [1, 0],
          [2, 1],
        ],
        7,
      ),
    [3, 6],
    (x) => (i, j) => (i < 1 || j < 2 || j > 4 ? 7 : x(i - 1, j - 2)),
  ),
  arrangement(
    "tile",
    [2, 3],
    (x) => tile(x, [2, 3]),
    [4, 9],
    (x) => (i, j) => x(i % 2, j % 3),
  ),
  arrangement(
    "tile of 3 axes",
    [2, 3, 2],
    (x) => tile(x, [3, 2, 2]),
    [6, 6, 4],
    (x) => (i, j, k) => x(i % 2, j % 3, k % 2),
  ),
  ...BROADCASTS.map(([from, to]) =>
    arrangement(
      `broadcastTo from [${from}] to [${to}]`,
      from,
      (x) => broadcastTo(x, [...to]),
      to,
      (x) => x,
    ),
  ),
  arrangement(
    "reverse",
    [3, 4],
    (x) => reverse(x, 0),
    [3, 4],
    (x) => (i, j) => x(2 - i, j),
  ),
  ...[0, 1, 2].map((axis) => {
    const order = [1, 2, 3, 0, 1, 2, 3];
    return arrangement(
      `split along axis ${axis}, exchanged and joined, one part twice`,
      [4, 4, 4],
      (x) => {
        const [first, rest] = split(x, [1, 3], axis) as [Tensor, Tensor];
        return concat([rest, first, rest], axis);
      },
      [4, 4, 4].map((size, at) => (at === axis ? order.length : size)),
      (x) =>
        (...index) =>
          x(...index.map((i, at) => (at === axis ? (order[i] as number) : i))),
    );
  }),
  arrangement(
    "unstack and stack",
    [3, 4],
    (x) => {
      const [a, , c, d] = unstack(x, 1) as [Tensor, Tensor, Tensor, Tensor];
      return stack([d, mul(a, 2), c], 0);
    },
    [3, 3],
    (x) => (i, j) => [x(j, 3), 2 * x(j, 0), x(j, 2)][i] as number,
  ),
];
