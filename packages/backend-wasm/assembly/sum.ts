/*
 * Sums in double precision: one by one in single precision, 65 536 × 0.1 is off by 0.06 %. A sum
 * does not depend on the variant.
 */
import { scratch } from "./scratch";

/** Bytes of the numbers of a block, which one thread adds up. */
const BLOCK: usize = 4 * 4096;

/** Columns whose sums are in work at a time. */
const COLUMNS: usize = 2048;

/** sums[n] ← Σ x of block n. */
export function sumBlocks(size: i32, x: usize, sums: usize): void {
  const bytes = <usize>size << 2;
  for (let start: usize = 0; start < bytes; start += BLOCK) {
    store<f64>(sums, sumOfBlock(min(BLOCK, bytes - start), x + start));
    sums += 8;
  }
}

/** sums[n] ← Σ x² of block n. */
export function squareBlocks(size: i32, x: usize, sums: usize): void {
  const bytes = <usize>size << 2;
  for (let start: usize = 0; start < bytes; start += BLOCK) {
    store<f64>(sums, squaresOfBlock(min(BLOCK, bytes - start), x + start));
    sums += 8;
  }
}

/** y[i] ← Σ_j x[i][j], the sum of each row. */
export function sumEachRow(rows: i32, columns: i32, x: usize, y: usize): void {
  const row = <usize>columns << 2;
  for (let i = 0; i < rows; i++) {
    let total: f64 = 0;
    for (let start: usize = 0; start < row; start += BLOCK) {
      total += sumOfBlock(min(BLOCK, row - start), x + start);
    }
    store<f32>(y, <f32>total);
    x += row;
    y += 4;
  }
}

/** The third and fourth of four numbers, as doubles. */
// @ts-ignore: decorator
@inline
function upper(x: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(x, x, 1, 1));
}

// @ts-ignore: decorator
@inline
function sumOfPair(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

function sumOfBlock(bytes: usize, x: usize): f64 {
  let sum = f64x2.splat(0);
  let other = sum;
  let j: usize = 0;
  for (; j + 16 <= bytes; j += 16) {
    const four = v128.load(x + j);
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(four));
    other = f64x2.add(other, upper(four));
  }
  let total = sumOfPair(f64x2.add(sum, other));
  for (; j < bytes; j += 4) total += <f64>load<f32>(x + j);
  return total;
}

function squaresOfBlock(bytes: usize, x: usize): f64 {
  let sum = f64x2.splat(0);
  let other = sum;
  let j: usize = 0;
  for (; j + 16 <= bytes; j += 16) {
    const four = v128.load(x + j);
    const low = f64x2.promote_low_f32x4(four);
    const high = upper(four);
    sum = f64x2.add(sum, f64x2.mul(low, low));
    other = f64x2.add(other, f64x2.mul(high, high));
  }
  let total = sumOfPair(f64x2.add(sum, other));
  for (; j < bytes; j += 4) {
    const one = <f64>load<f32>(x + j);
    total += one * one;
  }
  return total;
}

/**
 * y ← Σ_i factor[i]·x[i], the weighted sum of all rows; the plain sum where factors is 0. Rows
 * are `step` bytes apart.
 */
export function sumRows(
  rows: i32,
  columns: i32,
  x: usize,
  step: usize,
  factors: usize,
  y: usize,
): void {
  const all = <usize>columns;
  for (let from: usize = 0; from < all; from += COLUMNS) {
    const count = min(COLUMNS, all - from);
    memory.fill(scratch, 0, count << 3);
    let row = x + (from << 2);
    for (let i = 0; i < rows; i++) {
      addScaled(count, row, factors ? load<f32>(factors + (<usize>i << 2)) : 1, scratch);
      row += step;
    }
    const to = y + (from << 2);
    for (let j: usize = 0; j < count; j++) {
      store<f32>(to + (j << 2), <f32>load<f64>(scratch + (j << 3)));
    }
  }
}

/** sums ← sums + factor·x, sums being doubles. */
function addScaled(count: usize, x: usize, factor: f32, sums: usize): void {
  const factors = f64x2.splat(<f64>factor);
  let j: usize = 0;
  for (; j + 4 <= count; j += 4) {
    const four = v128.load(x + (j << 2));
    const at = sums + (j << 3);
    const low = f64x2.add(v128.load(at), f64x2.mul(f64x2.promote_low_f32x4(four), factors));
    const high = f64x2.add(v128.load(at, 16), f64x2.mul(upper(four), factors));
    v128.store(at, low);
    v128.store(at, high, 16);
  }
  for (; j < count; j++) {
    const at = sums + (j << 3);
    store<f64>(at, load<f64>(at) + <f64>load<f32>(x + (j << 2)) * <f64>factor);
  }
}
