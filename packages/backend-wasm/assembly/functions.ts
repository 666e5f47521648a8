/** Transcendental functions of four numbers, to a few units in the last place. NaN stays NaN. */
import { multiplyAdd } from "./lanes";

// @ts-ignore: decorator
@inline
const ROUND: f32 = 12582912; // 1.5·2²³: adding it rounds to a whole number, in the lowest bits

/** e^x = 2^n·e^r with n whole and |r| ≤ ½ log 2. Zero below −87.3, e^88 above 88. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const bounded = f32x4.min(f32x4.max(x, f32x4.splat(-87.3)), f32x4.splat(88));
  const shifted = multiplyAdd(bounded, f32x4.splat(1.44269504), f32x4.splat(ROUND));
  const n = f32x4.sub(shifted, f32x4.splat(ROUND));
  // log 2 in two parts, so that n·log 2 is exact enough.
  let r = multiplyAdd(n, f32x4.splat(-0.693145752), bounded);
  r = multiplyAdd(n, f32x4.splat(-1.42860677e-6), r);
  // Minimax polynomial of the Cephes library (S. L. Moshier, 1992).
  let p = multiplyAdd(f32x4.splat(1.98756915e-4), r, f32x4.splat(1.39819995e-3));
  p = multiplyAdd(p, r, f32x4.splat(8.33345191e-3));
  p = multiplyAdd(p, r, f32x4.splat(4.16657959e-2));
  p = multiplyAdd(p, r, f32x4.splat(1.66666655e-1));
  p = multiplyAdd(p, r, f32x4.splat(0.5));
  p = multiplyAdd(p, f32x4.mul(r, r), f32x4.add(r, f32x4.splat(1)));
  const scaled = i32x4.add(p, i32x4.shl(shifted, 23));
  return v128.andnot(scaled, f32x4.lt(x, f32x4.splat(-87.3)));
}

// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

/** The rational approximation of Eigen (https://eigen.tuxfamily.org), odd over even. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const t = f32x4.min(f32x4.max(x, f32x4.splat(-7.90531110)), f32x4.splat(7.90531110));
  const s = f32x4.mul(t, t);
  let odd = multiplyAdd(f32x4.splat(-2.76076847e-16), s, f32x4.splat(2.00018790e-13));
  odd = multiplyAdd(odd, s, f32x4.splat(-8.60467152e-11));
  odd = multiplyAdd(odd, s, f32x4.splat(5.12229709e-8));
  odd = multiplyAdd(odd, s, f32x4.splat(1.48572236e-5));
  odd = multiplyAdd(odd, s, f32x4.splat(6.37261929e-4));
  odd = multiplyAdd(odd, s, f32x4.splat(4.89352456e-3));
  let even = multiplyAdd(f32x4.splat(1.19825839e-6), s, f32x4.splat(1.18534706e-4));
  even = multiplyAdd(even, s, f32x4.splat(2.26843463e-3));
  even = multiplyAdd(even, s, f32x4.splat(4.89352519e-3));
  return f32x4.div(f32x4.mul(t, odd), even);
}
