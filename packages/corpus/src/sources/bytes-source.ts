import type { ByteSource } from "@textvae/core";

/**
 * Bytes that are in memory, as a source.
 *
 * @example
 * const source = bytesSource("train.txt", new TextEncoder().encode("a rose is a rose\n"));
 */
export const bytesSource = (name: string, bytes: Uint8Array): ByteSource => ({
  name,
  stamp: `${bytes.length}`,
  async *stream() {
    yield bytes;
  },
  range: { size: bytes.length, slice: async (start, end) => bytes.subarray(start, end) },
});
