/*
 * Philox 4×32 with 10 rounds: a bijection of a 128-bit counter under a 64-bit key.
 * Source: "Parallel random numbers: as easy as 1, 2, 3", Salmon, Moraes, Dror and Shaw, 2011,
 * https://doi.org/10.1145/2063384.2063405
 */

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** High 32 bits of the 64-bit product of two unsigned 32-bit integers. */
const mulHigh = (a: number, b: number): number => {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const carry = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
};

/** One block: the 128-bit counter `[c0, c1, c2, c3]` is replaced by its four random words. */
export const philoxBlock = (block: Uint32Array, key0: number, key1: number): void => {
  let [c0, c1, c2, c3] = block as unknown as [number, number, number, number];
  let k0 = key0 >>> 0;
  let k1 = key1 >>> 0;
  for (let round = 0; round < 10; round++) {
    const high0 = mulHigh(M0, c0);
    const low0 = Math.imul(M0, c0) >>> 0;
    const high1 = mulHigh(M1, c2);
    const low1 = Math.imul(M1, c2) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  block[0] = c0;
  block[1] = c1;
  block[2] = c2;
  block[3] = c3;
};

/** Fills `out` with uniforms in (0, 1), 53 bits each, from `counter` on; returns the next counter. */
export const philox = (
  key: readonly [number, number],
  counter: number,
  out: Float64Array,
): number => {
  const block = new Uint32Array(4);
  let next = counter;
  for (let i = 0; i < out.length; i += 2) {
    block[0] = next >>> 0;
    block[1] = Math.floor(next / 2 ** 32);
    block[2] = 0;
    block[3] = 0;
    philoxBlock(block, key[0], key[1]);
    next++;
    out[i] = toUniform(block[0] as number, block[1] as number);
    if (i + 1 < out.length) out[i + 1] = toUniform(block[2] as number, block[3] as number);
  }
  return next;
};

/** The middle of one of 2⁵³ equal cells of (0, 1): never 0, never 1. */
const toUniform = (high: number, low: number): number => {
  const bits = (high >>> 5) * 2 ** 26 + (low >>> 6);
  return Math.min((bits + 0.5) / 2 ** 53, 1 - 2 ** -53);
};

/** The key of a named child stream: the name's bytes absorbed block by block under the key. */
export const hashName = (
  key: readonly [number, number],
  name: string,
): readonly [number, number] => {
  const bytes = new TextEncoder().encode(name);
  let [k0, k1] = key;
  for (let offset = 0; offset <= bytes.length; offset += 8) {
    const chunk = new Uint8Array(8);
    chunk.set(bytes.subarray(offset, offset + 8));
    const words = new DataView(chunk.buffer);
    const block = new Uint32Array([
      words.getUint32(0, true),
      words.getUint32(4, true),
      bytes.length,
      0x6e616d65,
    ]);
    philoxBlock(block, k0, k1);
    k0 = (block[0] as number) ^ (block[2] as number);
    k1 = (block[1] as number) ^ (block[3] as number);
  }
  return [k0 >>> 0, k1 >>> 0];
};
