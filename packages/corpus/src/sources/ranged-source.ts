import type { ByteSource, RangedFile } from "@textvae/core";

/** Bytes that are asked for at a time. */
const PIECE = 1 << 22;

/**
 * A file elsewhere as a source: it is read piece by piece, each of which is asked for by itself, so that a line
 * that is cut between two costs nothing. The next piece is on its way while one is read.
 *
 * @example
 * const source = rangedSource({ name, stamp: etag, range: { size, slice } });
 */
export const rangedSource = (file: RangedFile): ByteSource => ({
  ...file,
  async *stream() {
    const { size, slice } = file.range;
    const piece = (at: number) => slice(at, Math.min(at + PIECE, size));
    let next = size > 0 ? piece(0) : undefined;
    for (let at = PIECE; next; at += PIECE) {
      const bytes = await next;
      next = at < size ? piece(at) : undefined;
      next?.catch(() => {}); // told when it is waited for
      yield bytes;
    }
  },
});
