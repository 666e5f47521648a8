import { readCharsmap } from "./charsmap.ts";

/** Graphemes of as many bytes and more are looked up character by character. */
const WHOLE = 6;
/** Graphemes whose replacement is remembered. */
const MOST = 10_000;
/** Of these texts every character is a grapheme. */
const PLAIN = /^[^\r\P{ASCII}]*$/u;

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const utf8 = new TextEncoder();

/**
 * What Python's `Precompiled` makes of a text, by a table of SentencePiece. It goes by graphemes: one of less
 * than six bytes that begins with a key is replaced as a whole, with what follows the key in it. Of others,
 * and where no key is found, each character is replaced that begins with a key.
 *
 * @throws {TextvaeError} `DATA` for a table that is damaged.
 *
 * @example
 * createPrecompiled(part.precompiled_charsmap)("ﬁne ＡＢＣ"); // "fine ABC"
 */
export const createPrecompiled = (base64: unknown): ((text: string) => string) => {
  const { first } = readCharsmap(base64);
  const replaced = (grapheme: string): string => {
    const bytes = utf8.encode(grapheme);
    const whole = bytes.length < WHOLE ? first(bytes) : undefined;
    return whole ?? Array.from(grapheme, (one) => first(utf8.encode(one)) ?? one).join("");
  };
  const known = new Map<string, string>();
  const remembered = (grapheme: string): string => {
    const found = known.get(grapheme);
    if (found !== undefined) return found;
    if (known.size >= MOST) known.clear();
    const made = replaced(grapheme);
    known.set(grapheme, made);
    return made;
  };
  return (text) => Array.from(graphemesOf(text), remembered).join("");
};

function* graphemesOf(text: string): Iterable<string> {
  if (PLAIN.test(text)) yield* text;
  else for (const { segment } of segmenter.segment(text)) yield segment;
}
