import { TextvaeError } from "@textvae/ops";
import type { LineOptions } from "./line-splitter.ts";
import { readLines } from "./lines.ts";

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
  readonly #loneSurrogate: number;

  constructor(source: Source) {
    const text = typeof source === "string";
    this.#loneSurrogate = text ? source.search(/\p{Surrogate}/u) : -1;
    this.#bytes = text ? new TextEncoder().encode(source) : source;
    this.bytes = this.#bytes.length;
    this.fingerprint = fingerprint(this.#bytes);
  }

  /**
   * The bytes; errors call the content `where`.
   *
   * @throws {TextvaeError} `ENCODING` when the source is a string with a lone surrogate.
   */
  read(where = "text"): Uint8Array {
    if (this.#loneSurrogate < 0) return this.#bytes;
    throw new TextvaeError("ENCODING", where, {
      expected: "a well-formed string",
      got: `a lone surrogate at index ${this.#loneSurrogate}`,
      hint: "Hand over the bytes of the file, or String.prototype.toWellFormed() of the text.",
    });
  }

  /** Its lines, by `readLines`. */
  lines(options: LineOptions): string[] {
    return readLines(this.read(options.where), options);
  }
}

/**
 * FNV-1a, 32 bits: for each byte b, h ← (h ⊕ b) · 16777619 mod 2³².
 *
 * Source: The FNV Non-Cryptographic Hash Algorithm, G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake
 * and T. Hansen, IETF draft, https://datatracker.ietf.org/doc/draft-eastlake-fnv/
 */
export const fingerprint = (bytes: Uint8Array): string => {
  const hash = createFingerprint();
  hash.update(bytes);
  return hash.hex();
};

/** The same of bytes that come in pieces. */
export const createFingerprint = (): { update(bytes: Uint8Array): void; hex(): string } => {
  let hash = 0x811c9dc5;
  return {
    update(bytes) {
      let h = hash;
      for (let i = 0; i < bytes.length; i++) h = Math.imul(h ^ (bytes[i] as number), 0x01000193);
      hash = h;
    },
    hex: () => (hash >>> 0).toString(16).padStart(8, "0"),
  };
};
