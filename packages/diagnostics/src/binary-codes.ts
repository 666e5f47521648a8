import { checkCodes, TextvaeError } from "@textvae/core";
import { type Rows, type Table, tableOf } from "./given-rows.ts";

/** Codes of N items, 32 bits to a word. */
export interface BinaryCodes {
  /** N. */
  readonly size: number;
  readonly bits: number;
  /** Row-major `[N, W]` with W = ⌈bits/32⌉; what a last word has too many is 0. */
  readonly words_NW: Uint32Array;
}

/**
 * Bit i of a code is 1 where its zᵢ > thresholdᵢ; `values` are row-major, or rows.
 *
 * @throws {TextvaeError} `SHAPE` when the values are no rows of Z finite numbers.
 *
 * @example
 * const codes = binarise(Float32Array.of(0.2, 0.9, 0.7, 0.1), [0.5, 0.5]); // 01 and 10
 */
export const binarise = (
  values: Float32Array | Rows,
  thresholds_Z: ArrayLike<number>,
): BinaryCodes => {
  const [thresholds] = checkCodes("binarise.thresholds_Z", thresholds_Z) as [number[]];
  const bits = thresholds.length;
  const none = values instanceof Float32Array && values.length === 0;
  if (none) return { size: 0, bits, words_NW: new Uint32Array() };
  const { values_NZ, count: size } = columnsOf("binarise", values, bits);
  const width = Math.ceil(bits / 32);
  const words_NW = new Uint32Array(size * width);
  for (const [at, value] of values_NZ.entries()) {
    const bit = at % bits;
    if (!(value > (thresholds[bit] as number))) continue;
    const word = Math.floor(at / bits) * width + (bit >>> 5);
    words_NW[word] = (words_NW[word] as number) | (1 << (bit & 31));
  }
  return { size, bits, words_NW };
};

/**
 * The median of each of Z columns of `[N, Z]` values, row-major or rows; of an even N the mean of the two in
 * the middle. Thresholds that make each bit 1 for half of the items. Takes N log N steps a column.
 *
 * @throws {TextvaeError} `SHAPE` when the values are no rows of Z finite numbers.
 *
 * @example
 * medians(Float32Array.of(1, 10, 3, 20, 2, 60), 2); // 2, 20
 */
export const medians = (values: Float32Array | Rows, columns: number): Float32Array => {
  const { values_NZ, count } = columnsOf("medians", values, columns);
  const column_N = new Float32Array(count);
  const middle = column_N.length >>> 1;
  return Float32Array.from({ length: columns }, (_, column) => {
    for (let n = 0; n < column_N.length; n++) {
      column_N[n] = values_NZ[n * columns + column] as number;
    }
    column_N.sort();
    const upper = column_N[middle] as number;
    return column_N.length % 2 === 1 ? upper : ((column_N[middle - 1] as number) + upper) / 2;
  });
};

/** Row-major values, or rows, as rows of Z finite numbers. */
const columnsOf = (where: string, values: Float32Array | Rows, columns: number): Table => {
  const flat = values instanceof Float32Array;
  const table = tableOf(where, flat ? { codes_NZ: values, size: columns } : values);
  if (table.size === columns) return table;
  throw new TextvaeError("SHAPE", where, {
    expected: `rows of ${columns} values`,
    got: `rows of ${table.size}`,
  });
};

/** The number of bits in which row a of some codes differs from row b of others of their width. */
export const hammingDistance = (
  one: BinaryCodes,
  a: number,
  other: BinaryCodes,
  b: number,
): number => {
  const [left, right] = [one?.words_NW, other?.words_NW];
  if (!(a < one?.size && b < other?.size)) throw withoutCodes(one, a, other, b);
  const { bits } = one;
  const width = Math.ceil(bits / 32);
  let distance = 0;
  for (let w = 0; w < width; w++) {
    distance += ones((left[a * width + w] as number) ^ (right[b * width + w] as number));
  }
  return distance;
};

/** The bits of a 32-bit word that are 1, added in pairs, fours, eights. */
const ones = (word: number): number => {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
};

const withoutCodes = (one: BinaryCodes, a: number, other: BinaryCodes, b: number): TextvaeError =>
  new TextvaeError("OPTION", "hammingDistance", {
    expected: "codes that binarise made, each with the number of one of them",
    got: `number ${a} of ${one?.size ?? "no codes"}, number ${b} of ${other?.size ?? "no codes"}`,
  });
