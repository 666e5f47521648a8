import type { Numbers } from "../pages/numbers.ts";

/**
 * Memory for numbers that are used again and again. Memory of its own for each group would only be given
 * back when the engine tidies up, which it does by the size of its heap, where these numbers do not lie.
 *
 * @example
 * const scratch = createScratch(Int32Array);
 * scratch(1000); // 1000 numbers of any values, which hold until the next call
 */
export const createScratch = <N extends Numbers>(
  Type: new (length: number) => N,
): ((length: number) => N) => {
  let held = new Type(0);
  return (length) => {
    if (held.length < length) held = new Type(length);
    return held.subarray(0, length) as N;
  };
};
