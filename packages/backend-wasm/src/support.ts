/** A module of one function that returns `i8x16.popcnt(i8x16.splat(0))`, which is 128-bit SIMD. */
const SIMD_MODULE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15,
  253, 98, 11,
];

export type Support = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Whether this machine runs WebAssembly with 128-bit SIMD. */
export const wasmSupport = (): Support => {
  if (typeof WebAssembly === "undefined") return { ok: false, reason: "no WebAssembly here" };
  if (!WebAssembly.validate(new Uint8Array(SIMD_MODULE))) {
    return { ok: false, reason: "WebAssembly without SIMD" };
  }
  return { ok: true };
};
