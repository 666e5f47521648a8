import { loadLanes, multiplyAdd, storeLanes } from "./lanes";

/** One step of Adam, entry by entry: the new averages m and v, and the change of the parameter. */
export function adam(
  size: i32,
  gradient: usize,
  m: usize,
  v: usize,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  rate: f32,
  correction: f32,
  newM: usize,
  newV: usize,
  update: usize,
): void {
  const bytes = <usize>size << 2;
  let j: usize = 0;
  for (; j + 16 <= bytes; j += 16) {
    const g = v128.load(gradient + j);
    const nextM = average<v128>(m + j, g, beta1, newM + j);
    const nextV = average<v128>(v + j, f32x4.mul(g, g), beta2, newV + j);
    storeLanes<v128>(update + j, change(nextM, nextV, epsilon, rate, correction));
  }
  for (; j < bytes; j += 4) {
    const g = loadLanes<f32>(gradient + j);
    const nextM = average<f32>(m + j, g, beta1, newM + j);
    const nextV = average<f32>(v + j, f32x4.mul(g, g), beta2, newV + j);
    storeLanes<f32>(update + j, change(nextM, nextV, epsilon, rate, correction));
  }
}

/** β·x + (1 − β)·value, stored and returned. */
// @ts-ignore: decorator
@inline
function average<T>(x: usize, value: v128, beta: f32, out: usize): v128 {
  const fresh = f32x4.mul(value, f32x4.splat(1 - beta));
  const next = multiplyAdd(loadLanes<T>(x), f32x4.splat(beta), fresh);
  storeLanes<T>(out, next);
  return next;
}

/** −rate·m / (√(v / correction) + ε) */
// @ts-ignore: decorator
@inline
function change(m: v128, v: v128, epsilon: f32, rate: f32, correction: f32): v128 {
  const root = f32x4.sqrt(f32x4.mul(v, f32x4.splat(1 / correction)));
  return f32x4.div(f32x4.mul(m, f32x4.splat(-rate)), f32x4.add(root, f32x4.splat(epsilon)));
}
