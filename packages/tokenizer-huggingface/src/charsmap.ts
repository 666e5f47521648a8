import { TextvaeError } from "@textvae/core";

/** A table of SentencePiece: what stands in the place of characters. */
export interface Charsmap {
  /** What replaces the shortest key that these UTF-8 bytes begin with. */
  first(bytes: Uint8Array): string | undefined;
}

/**
 * Reads the `precompiled_charsmap` of a `Precompiled` normalizer, in base64: the size in bytes of a trie
 * (u32, little endian), the trie, and texts that end in NUL each. The trie is a double array of u32 (Darts):
 * from a unit at `i`, the one of byte `b` lies at `i ^ offset ^ b`, if its label is `b`, and a value, the
 * place of a text, at `i ^ offset`, if the unit has a leaf.
 *
 * Source: "An Efficient Implementation of Trie Structures", Aoe et al., 1992, with the units of
 * https://github.com/s-yata/darts-clone.
 *
 * @throws {TextvaeError} `DATA` for a table that is damaged: no base64, short, or with a trie that points
 * outside of itself or of the texts, or comes back to where it was.
 *
 * @example
 * readCharsmap(part.precompiled_charsmap).first(new TextEncoder().encode("ﬁne")); // "fi"
 */
export const readCharsmap = (base64: unknown): Charsmap => {
  const bytes = bytesOf(base64);
  const size = bytes.length < 4 ? 0 : new DataView(bytes.buffer).getUint32(0, true);
  if (size === 0 || size % 4 !== 0 || 4 + size > bytes.length) {
    throw damaged(`${bytes.length} bytes with a trie of ${size}`);
  }
  const units = unitsOf(bytes.subarray(4, 4 + size));
  const texts = bytes.subarray(4 + size);
  requireTexts(texts);
  requireTrie(units, texts);
  return {
    first(key) {
      const at = firstValue(units, key);
      return at < 0 ? undefined : UTF8.decode(texts.subarray(at, texts.indexOf(0, at)));
    },
  };
};

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const bytesOf = (base64: unknown): Uint8Array<ArrayBuffer> => {
  // atob would pass over white space and do without the signs at the end.
  if (typeof base64 !== "string" || base64.length % 4 !== 0 || /\s/.test(base64)) {
    throw damaged("no base64");
  }
  try {
    return Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
  } catch {
    throw damaged("no base64");
  }
};

const unitsOf = (bytes: Uint8Array): Uint32Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true));
};

const hasLeaf = (unit: number): boolean => ((unit >>> 8) & 1) === 1;
/** Values have the highest bit, so that they are the label of no byte. */
const labelOf = (unit: number): number => (unit & 0x800000ff) >>> 0;
const textOf = (unit: number): number => unit & 0x7fffffff;
const offsetOf = (unit: number): number => ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0;

/** The value of the shortest key that `key` begins with, or -1. */
const firstValue = (units: Uint32Array, key: Uint8Array): number => {
  let at = offsetOf(units[0] as number);
  for (const byte of key) {
    if (byte === 0) return -1;
    at ^= byte;
    const unit = units[at] as number;
    if (labelOf(unit) !== byte) return -1;
    at ^= offsetOf(unit);
    if (hasLeaf(unit)) return textOf(units[at] as number);
  }
  return -1;
};

const requireTexts = (texts: Uint8Array): void => {
  if (texts.at(-1) !== 0) throw damaged("texts of which the last has no end");
  try {
    UTF8.decode(texts);
  } catch {
    throw damaged("texts that are no UTF-8");
  }
};

const [OPEN, DONE] = [1, 2];

/** Every unit that a walk can reach lies within the trie, and no walk comes back: depth first. */
const requireTrie = (units: Uint32Array, texts: Uint8Array): void => {
  const states = new Uint8Array(units.length);
  const within = (at: number): number => {
    if (at < 0 || at >= units.length) throw damaged("a trie that points outside of itself");
    return at;
  };
  const stack = [within(offsetOf(units[0] as number))];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at < 0) states[~at] = DONE;
    if (at < 0 || states[at] === DONE) continue;
    states[at] = OPEN;
    stack.push(~at);
    for (let byte = 1; byte < 256; byte++) {
      const unit = units[within(at ^ byte)] as number;
      if (labelOf(unit) !== byte) continue;
      const next = within(at ^ byte ^ offsetOf(unit));
      if (states[next] === OPEN) throw damaged("a trie that comes back to where it was");
      if (hasLeaf(unit)) requireStart(texts, textOf(units[next] as number));
      if (states[next] !== DONE) stack.push(next);
    }
  }
};

const requireStart = (texts: Uint8Array, at: number): void => {
  const byte = texts[at];
  if (byte === undefined || (byte & 0xc0) === 0x80) throw damaged(`no text at byte ${at}`);
};

const damaged = (got: string): TextvaeError =>
  new TextvaeError("DATA", "tokenizer.json, normalizer Precompiled.precompiled_charsmap", {
    expected: "a table of SentencePiece in base64",
    got,
    hint: "It is damaged: take the file anew from where it comes.",
  });
