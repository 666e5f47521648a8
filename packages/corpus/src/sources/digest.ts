import type { ByteSource, CorpusHost } from "@textvae/core";
import { createFingerprint } from "@textvae/text";

/** What is recorded of a source that was read to its end. */
export interface SourceRecord {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Sources that are hashed while they are read. */
export interface Digest {
  /** The bytes of a source. */
  read(source: ByteSource): AsyncIterable<Uint8Array>;
  /** The sources that were read to their ends. */
  readonly records: readonly SourceRecord[];
  /** FNV-1a of all of them one after the other, as of a `Content`. */
  fingerprint(): string;
  /** SHA-256 of all of them one after the other. */
  sha256(): string;
}

/** Hashes so many sources; of a single one, its hash is that of all. */
export const createDigest = (host: Pick<CorpusHost, "sha256">, sources: number): Digest => {
  const records: SourceRecord[] = [];
  const fingerprint = createFingerprint();
  const all = host.sha256();
  return {
    records,
    fingerprint: fingerprint.hex,
    sha256: all.hex,
    async *read({ name, stream }) {
      const hash = sources === 1 ? all : host.sha256();
      let bytes = 0;
      for await (const piece of stream()) {
        hash.update(piece);
        if (hash !== all) all.update(piece);
        fingerprint.update(piece);
        bytes += piece.length;
        yield piece;
      }
      records.push({ name, bytes, sha256: hash.hex() });
    },
  };
};

/** The same sources once more, of which all is known already. */
export const readAgain = (first: Digest): Digest => ({ ...first, read: ({ stream }) => stream() });
