import { concat, reshape, sum, type Tensor1D, type Tensor2D, zeros } from "@tensorflow/tfjs-core";
import type { TextBatch } from "@textvae/core";
import { gatherRows } from "@textvae/ops";

/** Sums `[B]` of the values of each item's scored tokens, which stand item after item. */
export const sumByItem = (values_N: Tensor1D, text: TextBatch): Tensor1D => {
  const { size } = values_N;
  const withEmpty = concat([reshape(values_N, [size, 1]), zeros([1, 1])], 0) as Tensor2D;
  const grid = gatherRows(withEmpty, gridOf(text, size));
  return sum(reshape(grid, [text.lengths_B.length, text.time]), 1);
};

/** The value at each place of a row-major `[B, T]` grid; `empty` where a row has ended. */
const gridOf = ({ lengths_B, time }: TextBatch, empty: number): Int32Array => {
  const grid_BT = new Int32Array(lengths_B.length * time).fill(empty);
  let n = 0;
  lengths_B.forEach((length, row) => {
    for (let t = 0; t < length; t++) grid_BT[row * time + t] = n++;
  });
  return grid_BT;
};
