import { exp } from "./functions";
import { loadLanes, storeLanes, sumOfLanes } from "./lanes";

/**
 * Softmax cross-entropy of each row of logits with its target word. The logits turn into their
 * gradient, softmax − one-hot. The loss is shift + log(sum), with shift = max − logit[target]
 * and sum = Σ exp(logit − max).
 */
export function softmaxCrossEntropy(
  rows: i32,
  columns: i32,
  logits: usize,
  targets: usize,
  shifts: usize,
  sums: usize,
): void {
  const row = <usize>columns << 2;
  for (let i = 0; i < rows; i++) {
    const target = logits + (<usize>load<i32>(targets) << 2);
    const max = maximum(row, logits);
    store<f32>(shifts, max - load<f32>(target));
    const sum = exponentials(row, logits, max);
    store<f32>(sums, sum);
    scale(row, logits, 1 / sum, logits);
    store<f32>(target, load<f32>(target) - 1);
    logits += row;
    targets += 4;
    shifts += 4;
    sums += 4;
  }
}

function maximum(bytes: usize, x: usize): f32 {
  let largest = f32x4.splat(-Infinity);
  let other = largest;
  let j: usize = 0;
  for (; j + 32 <= bytes; j += 32) {
    largest = f32x4.pmax(largest, v128.load(x + j));
    other = f32x4.pmax(other, v128.load(x + j, 16));
  }
  largest = f32x4.pmax(largest, other);
  let max = f32x4.extract_lane(largest, 0);
  max = Mathf.max(max, f32x4.extract_lane(largest, 1));
  max = Mathf.max(max, f32x4.extract_lane(largest, 2));
  max = Mathf.max(max, f32x4.extract_lane(largest, 3));
  for (; j < bytes; j += 4) max = Mathf.max(max, load<f32>(x + j));
  return max;
}

/** x ← exp(x − max); returns the sum. */
function exponentials(bytes: usize, x: usize, max: f32): f32 {
  const shift = f32x4.splat(max);
  let sum = f32x4.splat(0);
  let other = sum;
  let j: usize = 0;
  for (; j + 32 <= bytes; j += 32) {
    const first = exp(f32x4.sub(v128.load(x + j), shift));
    const second = exp(f32x4.sub(v128.load(x + j, 16), shift));
    v128.store(x + j, first);
    v128.store(x + j, second, 16);
    sum = f32x4.add(sum, first);
    other = f32x4.add(other, second);
  }
  let total = sumOfLanes(f32x4.add(sum, other));
  for (; j < bytes; j += 4) {
    const last = exp(f32x4.sub(loadLanes<f32>(x + j), shift));
    storeLanes<f32>(x + j, last);
    total += f32x4.extract_lane(last, 0);
  }
  return total;
}

/** y ← factor·x */
function scale(bytes: usize, x: usize, factor: f32, y: usize): void {
  const factors = f32x4.splat(factor);
  let j: usize = 0;
  for (; j + 32 <= bytes; j += 32) {
    const first = f32x4.mul(v128.load(x + j), factors);
    const second = f32x4.mul(v128.load(x + j, 16), factors);
    v128.store(y + j, first);
    v128.store(y + j, second, 16);
  }
  for (; j < bytes; j += 4) store<f32>(y + j, load<f32>(x + j) * factor);
}

/** y ← factor·x, where the factor stands in memory. */
export function scaleAll(size: i32, x: usize, factor: usize, y: usize): void {
  scale(<usize>size << 2, x, load<f32>(factor), y);
}

/** y[i] ← factor[i]·x[i], row by row. */
export function scaleRows(rows: i32, columns: i32, x: usize, factors: usize, y: usize): void {
  const row = <usize>columns << 2;
  for (let i = 0; i < rows; i++) {
    scale(row, x, load<f32>(factors), y);
    x += row;
    y += row;
    factors += 4;
  }
}
