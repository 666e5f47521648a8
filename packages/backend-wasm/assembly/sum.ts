import { multiplyAdd, sumOfLanes } from "./lanes";

/** Bytes of the numbers that are added up in single precision before their sum goes into a double. */
const BLOCK: usize = 4 * 4096;

/** sums[n] ← Σ x of block n, in double precision. */
export function sumBlocks(size: i32, x: usize, sums: usize): void {
  const bytes = <usize>size << 2;
  for (let start: usize = 0; start < bytes; start += BLOCK) {
    store<f64>(sums, <f64>sumOfBlock(min(BLOCK, bytes - start), x + start));
    sums += 8;
  }
}

/** sums[n] ← Σ x² of block n, in double precision. */
export function squareBlocks(size: i32, x: usize, sums: usize): void {
  const bytes = <usize>size << 2;
  for (let start: usize = 0; start < bytes; start += BLOCK) {
    store<f64>(sums, <f64>squaresOfBlock(min(BLOCK, bytes - start), x + start));
    sums += 8;
  }
}

function squaresOfBlock(bytes: usize, x: usize): f32 {
  let sum = f32x4.splat(0);
  let other = sum;
  let j: usize = 0;
  for (; j + 32 <= bytes; j += 32) {
    const first = v128.load(x + j);
    const second = v128.load(x + j, 16);
    sum = multiplyAdd(first, first, sum);
    other = multiplyAdd(second, second, other);
  }
  let total = sumOfLanes(f32x4.add(sum, other));
  for (; j < bytes; j += 4) total += load<f32>(x + j) * load<f32>(x + j);
  return total;
}

/** y[i] ← Σ_j x[i][j], the sum of each row. */
export function sumEachRow(rows: i32, columns: i32, x: usize, y: usize): void {
  const row = <usize>columns << 2;
  for (let i = 0; i < rows; i++) {
    let total: f64 = 0;
    for (let start: usize = 0; start < row; start += BLOCK) {
      total += <f64>sumOfBlock(min(BLOCK, row - start), x + start);
    }
    store<f32>(y, <f32>total);
    x += row;
    y += 4;
  }
}

function sumOfBlock(bytes: usize, x: usize): f32 {
  let sum = f32x4.splat(0);
  let other = sum;
  let j: usize = 0;
  for (; j + 32 <= bytes; j += 32) {
    sum = f32x4.add(sum, v128.load(x + j));
    other = f32x4.add(other, v128.load(x + j, 16));
  }
  let total = sumOfLanes(f32x4.add(sum, other));
  for (; j < bytes; j += 4) total += load<f32>(x + j);
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
  const row = <usize>columns << 2;
  memory.fill(y, 0, row);
  for (let i = 0; i < rows; i++) {
    addScaled(row, x, factors ? load<f32>(factors + (<usize>i << 2)) : 1, y);
    x += step;
  }
}

/** y ← y + factor·x */
function addScaled(bytes: usize, x: usize, factor: f32, y: usize): void {
  const factors = f32x4.splat(factor);
  let j: usize = 0;
  for (; j + 32 <= bytes; j += 32) {
    const sum = multiplyAdd(v128.load(x + j), factors, v128.load(y + j));
    const other = multiplyAdd(v128.load(x + j, 16), factors, v128.load(y + j, 16));
    v128.store(y + j, sum);
    v128.store(y + j, other, 16);
  }
  for (; j < bytes; j += 4) store<f32>(y + j, load<f32>(y + j) + load<f32>(x + j) * factor);
}
