import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { borrow, heapOf } from "./heap.ts";
import { type Matrix, matrixAt } from "./matrix.ts";

/** Consecutive rows of a matrix. */
export interface Run {
  readonly start: number;
  readonly count: number;
}

/** Lends the rows of all runs as one matrix: several as a copy, a single one where it stands. */
export const withRuns = <T>(
  backend: BackendWasm,
  x: Matrix,
  runs: readonly Run[],
  use: (rows: Matrix) => T,
): T => {
  if (runs.length <= 1) {
    const { start, count } = runs[0] ?? { start: 0, count: 0 };
    return use(matrixAt(x.address + start * x.rowStep, count, x.columns));
  }
  const count = runs.reduce((total, run) => total + run.count, 0);
  return borrow(backend, count * x.rowStep, (address) => {
    const heap = new Uint8Array(heapOf(backend).buffer);
    let to = address;
    for (const run of runs) {
      const from = x.address + run.start * x.rowStep;
      heap.copyWithin(to, from, from + run.count * x.rowStep);
      to += run.count * x.rowStep;
    }
    return use(matrixAt(address, count, x.columns));
  });
};

/** Puts rows that {@link withRuns} lent back where they came from. */
export const spreadRuns = (
  backend: BackendWasm,
  rows: Matrix,
  x: Matrix,
  runs: readonly Run[],
): void => {
  if (runs.length === 1) return;
  const heap = new Uint8Array(heapOf(backend).buffer);
  let from = rows.address;
  for (const run of runs) {
    heap.copyWithin(x.address + run.start * x.rowStep, from, from + run.count * x.rowStep);
    from += run.count * x.rowStep;
  }
};
