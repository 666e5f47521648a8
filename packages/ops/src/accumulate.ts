import type { TypedArray } from "@tensorflow/tfjs-core";
import { fromStart, sizeOf } from "./sizes.ts";

/*
 * Sums of numbers in single precision, added up in double precision and rounded once: one by one in
 * single precision, 65 536 × 0.1 is off by 0.06 %. For kernels that run in JavaScript.
 */

/**
 * Adds rows up by number: `to[ids[r]] = Σ from[r]`. A row whose number is not one of `to` counts
 * for nothing, and one that is never named is left as it was.
 */
export const addRows = (
  from: TypedArray,
  ids: ArrayLike<number>,
  width: number,
  to: TypedArray,
): void => {
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    if (id < 0 || id * width >= to.length) continue;
    const rows = rowsOf.get(id);
    if (rows) rows.push(row);
    else rowsOf.set(id, [row]);
  }
  const sums = new Float64Array(width);
  for (const [id, rows] of rowsOf) {
    sums.fill(0);
    for (const row of rows) {
      const start = row * width;
      for (let i = 0; i < width; i++) sums[i] = (sums[i] as number) + (from[start + i] as number);
    }
    to.set(sums, id * width);
  }
};

/** A tensor seen along one axis: `outer` times `size` times `inner` entries. */
export interface Axis {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

/** Consecutive axes as one: `count` of them from `first` on, which may be counted from the end. */
export const axisOf = (shape: readonly number[], first: number, count = 1): Axis => {
  const from = fromStart(first, shape.length);
  const [outer, size, inner] = [
    shape.slice(0, from),
    shape.slice(from, from + count),
    shape.slice(from + count),
  ].map(sizeOf) as [number, number, number];
  return { outer, size, inner };
};

/** The sums along an axis, `[outer, inner]`, not yet rounded. */
export const sumsAlong = (from: TypedArray, { outer, size, inner }: Axis): Float64Array => {
  const sums = new Float64Array(outer * inner);
  let at = 0;
  for (let start = 0; start < sums.length; start += inner) {
    for (let k = 0; k < size; k++) {
      for (let i = 0; i < inner; i++, at++) {
        sums[start + i] = (sums[start + i] as number) + (from[at] as number);
      }
    }
  }
  return sums;
};

/** How {@link runningAlong} goes: as the attributes of Cumsum and Cumprod have it. */
interface Running {
  readonly exclusive?: boolean | undefined;
  readonly reverse?: boolean | undefined;
  readonly product?: boolean | undefined;
}

/** Sums or products of all entries up to each one along an axis, itself included or not. */
export const runningAlong = (
  from: TypedArray,
  { outer, size, inner }: Axis,
  { exclusive = false, reverse = false, product = false }: Running,
  to: TypedArray,
): void => {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let total = product ? 1 : 0;
      for (let n = 0; n < size; n++) {
        const at = (o * size + (reverse ? size - 1 - n : n)) * inner + i;
        const x = from[at] as number;
        const next = product ? total * x : total + x;
        to[at] = exclusive ? total : next;
        total = next;
      }
    }
  }
};

/** Sums of `weights` (or counts) of each number from 0 to `size` − 1, in each of some rows. */
export const binSums = (
  numbers: TypedArray,
  weights: TypedArray | undefined,
  { rows, size }: { readonly rows: number; readonly size: number },
): Float64Array => {
  const sums = new Float64Array(rows * size);
  const width = numbers.length / rows;
  for (const [i, number] of (numbers as Int32Array).entries()) {
    if (number < 0) throw new Error("Input x must be non-negative!"); // as tfjs says it
    if (number >= size) continue;
    const at = Math.floor(i / width) * size + number;
    sums[at] = (sums[at] as number) + (weights ? (weights[i] as number) : 1);
  }
  return sums;
};
