/** n doubles in (−1, 1) that depend on the seed alone (mulberry32). */
export const testNumbers = (seed: number, n: number): Float64Array => {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return Float64Array.from({ length: n }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 31 - 1;
  });
};

/** The inner product of two arrays. */
export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] as number) * (b[i] as number);
  return total;
};
