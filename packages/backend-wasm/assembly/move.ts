/*
 * Steps of optimisers, in one pass over memory. Outputs may stand in the place of inputs. Eight
 * entries at a time, all loads before the stores.
 */
import { loadLanes, multiplyAdd, storeLanes } from "./lanes";

/**
 * Adam: the new parameter and averages m and v. The gradient is multiplied by the number at
 * `before`, the change of the parameter by `after`.
 */
export function adamMove(
  size: i32,
  parameter: usize,
  gradient: usize,
  m: usize,
  v: usize,
  before: usize,
  after: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  rate: f32,
  correction: f32,
  newParameter: usize,
  newM: usize,
  newV: usize,
): void {
  const bytes = <usize>size << 2;
  const scale = v128.load_splat<f32>(before);
  const factor = f32x4.splat(after);
  const keptM = f32x4.splat(beta1);
  const freshM = f32x4.splat(1 - beta1);
  const keptV = f32x4.splat(beta2);
  const freshV = f32x4.splat(1 - beta2);
  const down = f32x4.splat(-rate);
  const corrected = f32x4.splat(1 / correction);
  const floor = f32x4.splat(epsilon);
  let j: usize = 0;
  for (; j + 32 <= bytes; j += 32) {
    const g = f32x4.mul(v128.load(gradient + j), scale);
    const g2 = f32x4.mul(v128.load(gradient + j, 16), scale);
    const nextM = average(v128.load(m + j), g, keptM, freshM);
    const nextM2 = average(v128.load(m + j, 16), g2, keptM, freshM);
    const nextV = average(v128.load(v + j), f32x4.mul(g, g), keptV, freshV);
    const nextV2 = average(v128.load(v + j, 16), f32x4.mul(g2, g2), keptV, freshV);
    const change = f32x4.mul(step(nextM, nextV, down, corrected, floor), factor);
    const change2 = f32x4.mul(step(nextM2, nextV2, down, corrected, floor), factor);
    const moved = f32x4.add(v128.load(parameter + j), change);
    const moved2 = f32x4.add(v128.load(parameter + j, 16), change2);
    v128.store(newM + j, nextM);
    v128.store(newM + j, nextM2, 16);
    v128.store(newV + j, nextV);
    v128.store(newV + j, nextV2, 16);
    v128.store(newParameter + j, moved);
    v128.store(newParameter + j, moved2, 16);
  }
  for (; j < bytes; j += 4) {
    const g = f32x4.mul(loadLanes<f32>(gradient + j), scale);
    const nextM = average(loadLanes<f32>(m + j), g, keptM, freshM);
    const nextV = average(loadLanes<f32>(v + j), f32x4.mul(g, g), keptV, freshV);
    const change = f32x4.mul(step(nextM, nextV, down, corrected, floor), factor);
    storeLanes<f32>(newM + j, nextM);
    storeLanes<f32>(newV + j, nextV);
    storeLanes<f32>(newParameter + j, f32x4.add(loadLanes<f32>(parameter + j), change));
  }
}

/** β·x + (1 − β)·value */
// @ts-ignore: decorator
@inline
function average(x: v128, value: v128, kept: v128, fresh: v128): v128 {
  return multiplyAdd(x, kept, f32x4.mul(value, fresh));
}

/** −rate·m / (√(v / correction) + ε) */
// @ts-ignore: decorator
@inline
function step(m: v128, v: v128, down: v128, corrected: v128, floor: v128): v128 {
  return f32x4.div(f32x4.mul(m, down), f32x4.add(f32x4.sqrt(f32x4.mul(v, corrected)), floor));
}

/** Gradient descent: the parameter minus after·rate·gradient, the gradient scaled as above. */
export function sgdMove(
  size: i32,
  parameter: usize,
  gradient: usize,
  before: usize,
  after: f32,
  rate: f32,
  newParameter: usize,
): void {
  const bytes = <usize>size << 2;
  const scale = v128.load_splat<f32>(before);
  const down = f32x4.splat(-rate);
  const factor = f32x4.splat(after);
  let j: usize = 0;
  for (; j + 32 <= bytes; j += 32) {
    const change = scaled(v128.load(gradient + j), scale, down, factor);
    const change2 = scaled(v128.load(gradient + j, 16), scale, down, factor);
    const moved = f32x4.add(v128.load(parameter + j), change);
    const moved2 = f32x4.add(v128.load(parameter + j, 16), change2);
    v128.store(newParameter + j, moved);
    v128.store(newParameter + j, moved2, 16);
  }
  for (; j < bytes; j += 4) {
    const change = scaled(loadLanes<f32>(gradient + j), scale, down, factor);
    storeLanes<f32>(newParameter + j, f32x4.add(loadLanes<f32>(parameter + j), change));
  }
}

// @ts-ignore: decorator
@inline
function scaled(x: v128, first: v128, second: v128, third: v128): v128 {
  return f32x4.mul(f32x4.mul(f32x4.mul(x, first), second), third);
}
