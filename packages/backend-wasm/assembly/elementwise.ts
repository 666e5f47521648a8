import { tanh } from "./functions";
import { loadLanes, storeLanes } from "./lanes";

/** y ← tanh(x), entry by entry. */
export function tanhAll(size: i32, x: usize, y: usize): void {
  const bytes = <usize>size << 2;
  let j: usize = 0;
  for (; j + 16 <= bytes; j += 16) v128.store(y + j, tanh(v128.load(x + j)));
  for (; j < bytes; j += 4) storeLanes<f32>(y + j, tanh(loadLanes<f32>(x + j)));
}

/** y ← √x, entry by entry. */
export function sqrtAll(size: i32, x: usize, y: usize): void {
  const bytes = <usize>size << 2;
  let j: usize = 0;
  for (; j + 16 <= bytes; j += 16) v128.store(y + j, f32x4.sqrt(v128.load(x + j)));
  for (; j < bytes; j += 4) storeLanes<f32>(y + j, f32x4.sqrt(loadLanes<f32>(x + j)));
}
