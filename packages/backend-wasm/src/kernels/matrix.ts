import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type Address, addressOf } from "./heap.ts";
import type { KernelModule } from "./module.ts";

/** A matrix on the heap, with the bytes from one row and from one column to the next. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly address: Address;
  readonly rowStep: number;
  readonly columnStep: number;
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
  return matrixAt(addressOf(backend, x), rows, columns);
};

/** The same numbers with rows and columns exchanged. */
export const transposed = ({ rows, columns, address, rowStep, columnStep }: Matrix): Matrix => ({
  rows: columns,
  columns: rows,
  address,
  rowStep: columnStep,
  columnStep: rowStep,
});

/** c = a·b + bias, row-major at an address; no bias where its address is 0. */
export const multiply = (
  { product, scratch }: KernelModule,
  a: Matrix,
  b: Matrix,
  c: Address,
  bias: Address = 0,
): void =>
  product(
    ...[a.rows, b.columns, a.columns],
    ...[a.address, a.rowStep, a.columnStep],
    ...[b.address, b.rowStep, b.columnStep],
    ...[bias, 0, c, 4 * b.columns, scratch],
  );
