import {
  gather,
  gatherND,
  scatterND,
  type Tensor1D,
  tensor1d,
  tensor2d,
  unsortedSegmentSum,
} from "@tensorflow/tfjs-core";
import { total } from "../../reference/array.ts";
import type { Agreement } from "./agreement.ts";
import { arrangement } from "./arrangement.ts";

const ids = (...values: number[]): Tensor1D => tensor1d(values, "int32");

/** Kernels that read or write by index. */
export const indexingAgreements = (): Agreement[] => {
  const taken = [1, 3, 1, 0, 1];
  const row = (i: number) => taken[i] as number;
  return [
    arrangement(
      "gather of rows, some twice, some never",
      [5, 4],
      (x) => gather(x, ids(...taken)),
      [5, 4],
      (x) => (i, j) => x(row(i), j),
    ),
    arrangement(
      "gather along the last axis",
      [3, 4],
      (x) => gather(x, ids(...taken), 1),
      [3, 5],
      (x) => (i, j) => x(i, row(j)),
    ),
    arrangement(
      "gather along a middle axis with a matrix of indices",
      [2, 4, 3],
      (x) => gather(x, tensor2d([1, 3, 1, 0], [2, 2], "int32"), 1),
      [2, 2, 2, 3],
      (x) => (i, j, k, l) => x(i, row(2 * j + k), l),
    ),
    arrangement(
      "gather with a batch axis",
      [2, 4, 3],
      (x) => gather(x, tensor2d([1, 3, 1, 0, 0, 2], [2, 3], "int32"), 1, 1),
      [2, 3, 3],
      (x) => (i, j, k) => x(i, [1, 3, 1, 0, 0, 2][3 * i + j] as number, k),
    ),
    arrangement(
      "gatherND",
      [3, 4],
      (x) => gatherND(x, tensor2d([0, 1, 2, 3, 0, 1], [3, 2], "int32")),
      [3],
      (x) => (i) => [x(0, 1), x(2, 3), x(0, 1)][i] as number,
    ),
    arrangement(
      "scatterND, repeated rows added",
      [5, 2],
      (x) => scatterND(tensor2d(taken, [5, 1], "int32"), x, [6, 2]),
      [6, 2],
      (x) => (i, j) => total(5, (n) => (row(n) === i ? x(n, j) : 0)),
    ),
    arrangement(
      "unsortedSegmentSum, a row with id −1 dropped",
      [5, 2],
      (x) => unsortedSegmentSum(x, ids(1, 3, -1, 0, 1), 4),
      [4, 2],
      (x) => (i, j) => total(5, (n) => ([1, 3, -1, 0, 1][n] === i ? x(n, j) : 0)),
    ),
  ];
};
