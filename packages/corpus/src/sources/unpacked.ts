import type { CorpusHost } from "@textvae/core";

const GZIP = [0x1f, 0x8b];

/** The bytes as they are, or, where they begin as those of a gzip file do, what is packed in them. */
export async function* unpacked(
  bytes: AsyncIterable<Uint8Array>,
  where: string,
  host: Pick<CorpusHost, "gunzip">,
): AsyncIterable<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  const begins = (): number[] => first.flatMap((piece) => [...piece.subarray(0, 2)]).slice(0, 2);
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    first.push(next.value.slice());
    if (begins().length === 2) break;
  }
  async function* all(): AsyncIterable<Uint8Array> {
    yield* first;
    yield* { [Symbol.asyncIterator]: () => pieces };
  }
  if (GZIP.every((byte, at) => begins()[at] === byte)) yield* host.gunzip(all(), where);
  else yield* all();
}
