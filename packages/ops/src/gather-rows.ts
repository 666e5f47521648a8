import { gather, scatterND, type Tensor2D, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { checkIntegers, checkRank } from "./check.ts";
import { defineOp } from "./op.ts";

/** Rows of dy added into a matrix of zeros; equal indices add up. */
const scatterRows = defineOp<{ dy_RE: Tensor2D }, { rows: Int32Array; size: number }>({
  kernelName: "TextvaeScatterRows",
  portable: ({ dy_RE }, { rows, size }) => [
    scatterND(tensor2d(rows, [rows.length, 1], "int32"), dy_RE, [size, dy_RE.shape[1]]),
  ],
});

const gatherRowsOp = defineOp<{ x_NE: Tensor2D }, { rows: Int32Array; size: number }>({
  kernelName: "TextvaeGatherRows",
  portable: ({ x_NE }, { rows }) => [gather(x_NE, tensor1d(rows, "int32"))],
  gradient: ([dy_RE], _, attrs) => ({
    x_NE: () => scatterRows({ dy_RE: dy_RE as Tensor2D }, attrs)[0] as Tensor2D,
  }),
});

const pick = (where: string, name: string, x_NE: Tensor2D, rows: Int32Array): Tensor2D => {
  checkRank(where, name, x_NE, 2);
  const size = x_NE.shape[0];
  checkIntegers(where, "row", rows, { low: 0, high: size - 1 });
  return gatherRowsOp({ x_NE }, { rows, size })[0] as Tensor2D;
};

/**
 * The rows of a matrix in any order and number: `y[r] = x[rows[r]]`.
 *
 * The gradient adds the rows of dy into those of x, so a row used twice gets both.
 *
 * @param x_NE - `[N, E]`
 * @param rows - R row numbers, 0 … N − 1
 * @returns `[R, E]`
 * @throws TextvaeError `SHAPE`, also for a row that x has not
 * @example
 * gatherRows(tensor2d([[1, 2], [3, 4]]), Int32Array.of(1, 0, 1)); // [[3, 4], [1, 2], [3, 4]]
 */
export const gatherRows = (x_NE: Tensor2D, rows: Int32Array): Tensor2D =>
  pick("gatherRows", "x_NE", x_NE, rows);

/**
 * The vectors of the words with these ids: {@link gatherRows} on a table of word vectors.
 *
 * @param table_VE - `[V, E]`
 * @param ids - N word ids, 0 … V − 1
 * @returns `[N, E]`
 * @throws TextvaeError `SHAPE`, also for an id outside the table
 * @example
 * embeddingLookup(table_VE, batch.text.tokens_BT); // [B·T, E]
 */
export const embeddingLookup = (table_VE: Tensor2D, ids: Int32Array): Tensor2D =>
  pick("embeddingLookup", "table_VE", table_VE, ids);
