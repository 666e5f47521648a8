import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type Address, addressOf } from "./heap.ts";

/** A matrix on the heap, with the bytes from one row and from one column to the next. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly address: Address;
  readonly rowStep: number;
  readonly columnStep: number;
  /** Id of the tensor whose numbers these are. */
  readonly owner?: object;
}

/** A row-major matrix at an address. */
export const matrixAt = (address: Address, rows: number, columns: number): Matrix => ({
  rows,
  columns,
  address,
  rowStep: 4 * columns,
  columnStep: 4,
});

/** A tensor as a matrix of rows along its last axis. */
export const matrixOf = (backend: BackendWasm, x: TensorInfo): Matrix => {
  const columns = x.shape.at(-1) as number;
  const rows = x.shape.slice(0, -1).reduce((product, size) => product * size, 1);
  return { ...matrixAt(addressOf(backend, x), rows, columns), owner: x.dataId };
};

/** The same numbers with rows and columns exchanged. */
export const transposed = (x: Matrix): Matrix => ({
  ...x,
  rows: x.columns,
  columns: x.rows,
  rowStep: x.columnStep,
  columnStep: x.rowStep,
});
