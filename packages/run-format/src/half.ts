/** The largest finite IEEE half, 65504. */
export const LARGEST_HALF = 65504;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * The bits of the IEEE half nearest to a number, of two equally near the even one: 1 sign, 5
 * exponent, 10 fraction bits. What rounds beyond 65504 is an infinity.
 */
export const toHalf = (value: number): number => {
  float[0] = value;
  const single = bits[0] as number;
  const sign = (single >>> 16) & 0x8000;
  const magnitude = single & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // not a number
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // from 65520 on
  if (magnitude >= 0x38800000) return sign | rounded(magnitude - 0x38000000, 13); // normal
  // Below 2^−14 a half is a whole number of 2^−24.
  return sign | roundedToEven(Math.abs(value) * 2 ** 24);
};

/** The bits without the last `places`, rounded to the nearest, ties to even; a carry is right. */
const rounded = (magnitude: number, places: number): number => {
  const lost = magnitude & ((1 << places) - 1);
  const kept = magnitude >>> places;
  const half = 1 << (places - 1);
  return kept + Number(lost > half || (lost === half && (kept & 1) === 1));
};

const roundedToEven = (value: number): number => {
  const below = Math.floor(value);
  const rest = value - below;
  return below + Number(rest > 0.5 || (rest === 0.5 && below % 2 === 1));
};
