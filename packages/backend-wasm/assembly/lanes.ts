/** Four numbers at a time, and one at a time where fewer are left. T is v128 or f32. */

// @ts-ignore: decorator
@inline
export function loadLanes<T>(x: usize): v128 {
  return sizeof<T>() == 16 ? v128.load(x) : v128.load32_zero(x);
}

// @ts-ignore: decorator
@inline
export function storeLanes<T>(x: usize, value: v128): void {
  if (sizeof<T>() == 16) v128.store(x, value);
  else v128.store32_lane(x, value, 0);
}

/** a·b + c: rounded once in a module with relaxed SIMD on processors that can, else twice. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
export function sumOfLanes(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) +
    f32x4.extract_lane(x, 1) +
    (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}
