import type { ByteSource, CorpusHost } from "@textvae/core";
import { createLineSplitter, type LineOptions } from "@textvae/text";
import type { Digest } from "./digest.ts";
import { unpacked } from "./unpacked.ts";

/** Bytes that are split at once: what is alive of their lines when memory is tidied makes it grow. */
const PIECE = 1 << 13;

/**
 * The lines of a source, some at a time, unpacked if it is gzip. Memory holds a piece and a line. Without a digest,
 * nothing is recorded of it.
 *
 * Throws `ENCODING` and `DATA` with byte and line as `createLineSplitter` does, and what the source throws.
 */
export async function* linesOf(
  source: ByteSource,
  options: LineOptions,
  host: CorpusHost,
  digest?: Digest,
): AsyncIterable<readonly string[]> {
  const splitter = createLineSplitter(options);
  const read = digest?.read(source) ?? source.stream();
  // What follows other lines begins with none of the signs of a file.
  const whole = options.piece?.first === false ? read : unpacked(read, options.where, host);
  for await (const bytes of whole) {
    for (let at = 0; at < bytes.length; at += PIECE) {
      const lines = splitter.push(bytes.subarray(at, at + PIECE));
      if (lines.length > 0) yield lines;
    }
  }
  yield splitter.end();
}
