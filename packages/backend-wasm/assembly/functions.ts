/** Transcendental functions of four numbers, to a few units in the last place. NaN stays NaN. */
import { constants, EXP, ONE, TANH } from "./constants";
import { multiplyAdd } from "./lanes";

/** e^x = 2^n·e^r with n whole and |r| ≤ ½ log 2. Zero below −87.3, e^88 above 88. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const k = constants + EXP;
  const lowest = v128.load_splat<f32>(k);
  // pmin and pmax are one instruction each; min and max are seven.
  const bounded = f32x4.pmin(f32x4.pmax(x, lowest), v128.load_splat<f32>(k, 4));
  const rounder = v128.load_splat<f32>(k, 12);
  const shifted = multiplyAdd(bounded, v128.load_splat<f32>(k, 8), rounder);
  const n = f32x4.sub(shifted, rounder);
  let r = multiplyAdd(n, v128.load_splat<f32>(k, 16), bounded);
  r = multiplyAdd(n, v128.load_splat<f32>(k, 20), r);
  let p = multiplyAdd(v128.load_splat<f32>(k, 28), r, v128.load_splat<f32>(k, 32));
  p = multiplyAdd(p, r, v128.load_splat<f32>(k, 36));
  p = multiplyAdd(p, r, v128.load_splat<f32>(k, 40));
  p = multiplyAdd(p, r, v128.load_splat<f32>(k, 44));
  p = multiplyAdd(p, r, v128.load_splat<f32>(k, 48));
  p = multiplyAdd(p, f32x4.mul(r, r), f32x4.add(r, v128.load_splat<f32>(k, 24)));
  const scaled = i32x4.add(p, i32x4.shl(shifted, 23));
  return v128.andnot(scaled, f32x4.lt(x, lowest));
}

// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = v128.load_splat<f32>(constants, ONE);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

/** x·odd(x²) / even(x²) */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const k = constants + TANH;
  const t = f32x4.pmin(f32x4.pmax(x, v128.load_splat<f32>(k)), v128.load_splat<f32>(k, 4));
  const s = f32x4.mul(t, t);
  let odd = multiplyAdd(v128.load_splat<f32>(k, 8), s, v128.load_splat<f32>(k, 12));
  odd = multiplyAdd(odd, s, v128.load_splat<f32>(k, 16));
  odd = multiplyAdd(odd, s, v128.load_splat<f32>(k, 20));
  odd = multiplyAdd(odd, s, v128.load_splat<f32>(k, 24));
  odd = multiplyAdd(odd, s, v128.load_splat<f32>(k, 28));
  odd = multiplyAdd(odd, s, v128.load_splat<f32>(k, 32));
  let even = multiplyAdd(v128.load_splat<f32>(k, 36), s, v128.load_splat<f32>(k, 40));
  even = multiplyAdd(even, s, v128.load_splat<f32>(k, 44));
  even = multiplyAdd(even, s, v128.load_splat<f32>(k, 48));
  return f32x4.div(f32x4.mul(t, odd), even);
}
