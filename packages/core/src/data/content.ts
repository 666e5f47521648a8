import { TextvaeError } from "@textvae/ops";

/** A text file as someone hands it over: its bytes, or its text. */
export type Source = Uint8Array | string;

/** What options call it where something else was given. */
export const SOURCE = "the content of a file, a Uint8Array or a string";

export const isSource = (value: unknown): value is Source =>
  typeof value === "string" || value instanceof Uint8Array;

/**
 * The content of a text file, and what may be said of it in a configuration: its size and a
 * fingerprint. The text itself is private, so recording options never records a corpus.
 */
export class Content {
  readonly bytes: number;
  /** FNV-1a of the bytes, 32 bits in hexadecimal. */
  readonly fingerprint: string;
  readonly #bytes: Uint8Array;

  /** @throws {TextvaeError} `ENCODING` when a string has a lone surrogate. */
  constructor(source: Source) {
    if (typeof source === "string" && /\p{Surrogate}/u.test(source)) {
      throw new TextvaeError("ENCODING", "text", {
        expected: "a well-formed string",
        got: `a lone surrogate at index ${source.search(/\p{Surrogate}/u)}`,
      });
    }
    this.#bytes = typeof source === "string" ? new TextEncoder().encode(source) : source;
    this.bytes = this.#bytes.length;
    this.fingerprint = fingerprint(this.#bytes);
  }

  read(): Uint8Array {
    return this.#bytes;
  }
}

/**
 * FNV-1a, 32 bits: for each byte b, h ← (h ⊕ b) · 16777619 mod 2³².
 *
 * Source: The FNV Non-Cryptographic Hash Algorithm, G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake
 * and T. Hansen, IETF draft, https://datatracker.ietf.org/doc/draft-eastlake-fnv/
 */
export const fingerprint = (bytes: Uint8Array): string => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
};
