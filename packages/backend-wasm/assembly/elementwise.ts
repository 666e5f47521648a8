/*
 * Eight numbers at a time, and all loads before the stores: so V8 joins pairs of 128-bit
 * instructions to 256-bit ones where it can.
 */
import { sigmoid, tanh } from "./functions";
import { loadLanes, storeLanes } from "./lanes";

/** y ← tanh(x), entry by entry. */
export function tanhAll(size: i32, x: usize, y: usize): void {
  const bytes = <usize>size << 2;
  let j: usize = 0;
  for (; j + 32 <= bytes; j += 32) {
    const first = tanh(v128.load(x + j));
    const second = tanh(v128.load(x + j, 16));
    v128.store(y + j, first);
    v128.store(y + j, second, 16);
  }
  for (; j < bytes; j += 4) storeLanes<f32>(y + j, tanh(loadLanes<f32>(x + j)));
}

/** y ← 1 / (1 + e^−x), entry by entry. */
export function sigmoidAll(size: i32, x: usize, y: usize): void {
  const bytes = <usize>size << 2;
  let j: usize = 0;
  for (; j + 32 <= bytes; j += 32) {
    const first = sigmoid(v128.load(x + j));
    const second = sigmoid(v128.load(x + j, 16));
    v128.store(y + j, first);
    v128.store(y + j, second, 16);
  }
  for (; j < bytes; j += 4) storeLanes<f32>(y + j, sigmoid(loadLanes<f32>(x + j)));
}

/** y ← √x, entry by entry. */
export function sqrtAll(size: i32, x: usize, y: usize): void {
  const bytes = <usize>size << 2;
  let j: usize = 0;
  for (; j + 32 <= bytes; j += 32) {
    const first = f32x4.sqrt(v128.load(x + j));
    const second = f32x4.sqrt(v128.load(x + j, 16));
    v128.store(y + j, first);
    v128.store(y + j, second, 16);
  }
  for (; j < bytes; j += 4) storeLanes<f32>(y + j, f32x4.sqrt(loadLanes<f32>(x + j)));
}

/** z ← x + y, entry by entry. */
export function addAll(size: i32, x: usize, y: usize, z: usize): void {
  const bytes = <usize>size << 2;
  let j: usize = 0;
  for (; j + 32 <= bytes; j += 32) {
    const first = f32x4.add(v128.load(x + j), v128.load(y + j));
    const second = f32x4.add(v128.load(x + j, 16), v128.load(y + j, 16));
    v128.store(z + j, first);
    v128.store(z + j, second, 16);
  }
  for (; j < bytes; j += 4) store<f32>(z + j, load<f32>(x + j) + load<f32>(y + j));
}

/** z ← x·y, entry by entry. */
export function multiplyAll(size: i32, x: usize, y: usize, z: usize): void {
  const bytes = <usize>size << 2;
  let j: usize = 0;
  for (; j + 32 <= bytes; j += 32) {
    const first = f32x4.mul(v128.load(x + j), v128.load(y + j));
    const second = f32x4.mul(v128.load(x + j, 16), v128.load(y + j, 16));
    v128.store(z + j, first);
    v128.store(z + j, second, 16);
  }
  for (; j < bytes; j += 4) store<f32>(z + j, load<f32>(x + j) * load<f32>(y + j));
}
