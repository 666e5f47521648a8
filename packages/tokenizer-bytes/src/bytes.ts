import { definePlugin, type Plugin, TextvaeError, type Tokenizer } from "@textvae/core";
import { createVocabulary, EOS } from "@textvae/text";
import * as v from "valibot";

const BYTES = 256;
/** With `u` whole pairs are one code point, and none of these. */
const HALF_PAIR = /\p{Surrogate}/u;

/** Letters and signs of ASCII by themselves, others as `<0x0A>`. */
const nameOf = (byte: number): string =>
  byte > 0x20 && byte < 0x7f
    ? String.fromCharCode(byte)
    : `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;

/**
 * The bytes of a text in UTF-8: the id of a byte is its value, the end of a sentence is 256. Every text
 * comes back as it was, and none has an unknown part. Bytes that are no UTF-8 decode to U+FFFD.
 *
 * @throws {TextvaeError} `DATA` in `encode` for a text with half a surrogate pair.
 *
 * @example
 * bytes().encode("né"); // [110, 195, 169]
 */
export const bytes: Plugin<Record<string, never>, Tokenizer> = definePlugin({
  kind: "tokenizer",
  name: "bytes",
  version: "0.1.0",
  description: "The bytes of a text in UTF-8",
  options: v.strictObject({}),
  create: (): Tokenizer => {
    const names = [...Array.from({ length: BYTES }, (_, byte) => nameOf(byte)), EOS];
    const vocabulary = createVocabulary(names, { eos: BYTES, unk: -1 });
    return { vocabulary, encode, decode };
  },
});

const encode = (text: string): number[] => {
  if (!HALF_PAIR.test(text)) return [...new TextEncoder().encode(text)];
  throw new TextvaeError("DATA", "bytes.encode", {
    expected: "a well-formed string",
    got: "half a surrogate pair",
    hint: "String.prototype.toWellFormed() puts U+FFFD in its place.",
  });
};

/** The end of a sentence has no bytes. */
const decode = (ids: readonly number[]): string => {
  const wrong = ids.find((id) => !Number.isInteger(id) || id < 0 || id > BYTES);
  if (wrong === undefined) {
    const said = Uint8Array.from(ids.filter((id) => id < BYTES));
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(said);
  }
  throw new TextvaeError("DATA", "bytes.decode", {
    expected: `ids in 0 … ${BYTES}`,
    got: String(wrong),
  });
};
