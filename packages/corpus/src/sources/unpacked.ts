import type { ByteSource, CorpusHost } from "@textvae/core";

const GZIP = [0x1f, 0x8b];

const isGzip = (first: ArrayLike<number>): boolean => GZIP.every((byte, at) => first[at] === byte);

/** Whether a source that is read by range is packed. */
export const isPacked = async ({ range }: ByteSource): Promise<boolean> =>
  range !== undefined && range.size > 2 && isGzip(await range.slice(0, 2));

/**
 * The bytes as they are, or, where they begin as those of a gzip file do, what is packed in them. Whoever
 * leaves early leaves the source as well, so that its file is closed.
 */
export async function* unpacked(
  bytes: AsyncIterable<Uint8Array>,
  where: string,
  host: Pick<CorpusHost, "gunzip">,
): AsyncIterable<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  const begins = (): number[] => first.flatMap((piece) => [...piece.subarray(0, 2)]).slice(0, 2);
  async function* all(): AsyncIterable<Uint8Array> {
    yield* first;
    yield* { [Symbol.asyncIterator]: () => pieces };
  }
  try {
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
      first.push(next.value.slice());
      if (begins().length === 2) break;
    }
    if (isGzip(begins())) yield* host.gunzip(all(), where);
    else yield* all();
  } finally {
    await pieces.return?.();
  }
}
