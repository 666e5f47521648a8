import type { Tokenizer as Library } from "@huggingface/tokenizers";
import { BYTE_LEVEL } from "./byte-level.ts";
import { createPrecompiled } from "./precompiled.ts";
import { type AddedToken, type Part, unable } from "./tokenizer-json.ts";

/** A part of the library, with the members that are put right. */
interface Made {
  config?: Part;
  readonly normalizers?: readonly (Made | null)[];
  readonly tokenizers?: readonly (Made | null)[];
  normalize?(text: string): string;
  pre_tokenize_text?(text: string, options?: unknown): string[];
  pattern?: RegExp;
  readonly decoders?: readonly (Made | null)[];
  text_decoder?: TextDecoder;
}

const WORD = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}";
const SPACE = "\\p{White_Space}";
const SIGN = "\\p{P}\\u0021-\\u002F\\u003A-\\u0040\\u005B-\\u0060\\u007B-\\u007E";
const [WORDS, SOLID, LETTERS] = [
  new RegExp(`[${WORD}]+|[^${WORD}${SPACE}]+`, "gu"),
  new RegExp(`[^${SPACE}]+`, "gu"),
  new RegExp(`[^${SPACE}${SIGN}]+|[${SIGN}]`, "gu"),
];
const IDEOGRAPHS =
  /[\u4E00-\u9FFF\u3400-\u4DBF\uF900-\uFAFF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu;

/** Letter by letter, so that no letter depends on its place, as the last sigma of a word does. */
const lower = (text: string): string => Array.from(text, (one) => one.toLowerCase()).join("");

/** What each part of Python does where the library does something else, by its type. */
const NORMALIZERS: Readonly<Record<string, (part: Part) => (text: string) => string>> = {
  Lowercase: () => lower,
  StripAccents: () => (text) => text.replace(/\p{M}/gu, ""),
  Strip:
    ({ strip_left: left, strip_right: right }) =>
    (text) => {
      const begun = left ? text.replace(new RegExp(`^${SPACE}+`, "u"), "") : text;
      return right ? begun.replace(new RegExp(`${SPACE}+$`, "u"), "") : begun;
    },
  BertNormalizer: (part) => (text) => bert(text, part),
  Precompiled: ({ precompiled_charsmap: table }) => createPrecompiled(table),
};

const bert = (given: string, part: Part): string => {
  let text = given;
  if (part.clean_text) {
    text = text
      .replace(/[\t\n\r]/g, " ")
      .replace(/[\uFFFD\p{Cc}\p{Cf}\p{Co}]/gu, "")
      .replace(new RegExp(SPACE, "gu"), " ");
  }
  if (part.handle_chinese_chars) text = text.replace(IDEOGRAPHS, " $& ");
  if (part.strip_accents ?? part.lowercase) text = text.normalize("NFD").replace(/\p{Mn}/gu, "");
  return part.lowercase ? lower(text) : text;
};

const PRE_TOKENIZERS: Readonly<Record<string, (part: Part) => (text: string) => string[]>> = {
  Whitespace: () => (text) => text.match(WORDS) ?? [],
  WhitespaceSplit: () => (text) => text.match(SOLID) ?? [],
  BertPreTokenizer: () => (text) => text.match(LETTERS) ?? [],
  Digits: ({ individual_digits: each }) => {
    const pattern = new RegExp(`\\P{N}+|\\p{N}${each ? "" : "+"}`, "gu");
    return (text) => text.match(pattern) ?? [];
  },
  Punctuation: ({ behavior }) => {
    const pattern = new RegExp(
      `[^${SIGN}]+|[${SIGN}]${behavior === "Contiguous" ? "+" : ""}`,
      "gu",
    );
    return (text) => text.match(pattern) ?? [];
  },
};

/** Puts parts of the library right that differ from those of Python. */
export const mend = (library: Library, given: GivenParts): void => {
  const { normalizer, pre_tokenizer, decoder } = library;
  mendDecoder(decoder as unknown as Made | null);
  mendNormalizer(normalizer as unknown as Made | null, given.normalizer);
  mendPreTokenizer(pre_tokenizer as unknown as Made | null, given.pre_tokenizer);
  mendAdded(library as unknown as Adding, given.added_tokens ?? []);
};

interface GivenParts {
  readonly added_tokens?: readonly AddedToken[] | null | undefined;
  readonly normalizer?: Part | null | undefined;
  readonly pre_tokenizer?: Part | null | undefined;
}

/** What the library knows of added tokens. */
interface Adding {
  readonly normalizer: ((text: string) => string) | null;
  /** By what they are in normalized text. */
  readonly added_tokens_map: ReadonlyMap<string, unknown>;
  readonly splitter_normalized: { split(text: string): string[] };
}

/**
 * Text that only its normalizer makes look like an added token, such as ＜pad＞, is none. The library asks a
 * map whether a section is one: an object of the same characters is not found there.
 */
const mendAdded = (library: Adding, added: readonly AddedToken[]): void => {
  const { normalizer, added_tokens_map: known, splitter_normalized: splitter } = library;
  const other = added.find(
    (one) => one.normalized && !known.has(normalizer?.(one.content) ?? one.content),
  );
  if (other) throw unable("added_tokens", "those it normalizes as Python does", other.content);
  const asGiven = new Set(added.filter((one) => !one.normalized).map(({ content }) => content));
  const split = splitter.split.bind(splitter);
  splitter.split = (text) =>
    split(text).map((part) => (asGiven.has(part) ? (Object(part) as string) : part));
};

/** What stands in the place of a pattern is text like any other: `$&` and `$1` name nothing. */
const mendReplaced = (made: Made): void => {
  const { type, content } = made.config ?? {};
  if (type !== "Replace" || typeof content !== "string") return;
  made.config = { ...made.config, content: content.replaceAll("$", "$$$$") };
};

/** A byte order mark is text like any other. */
const mendDecoder = (made: Made | null): void => {
  if (made) mendReplaced(made);
  if (made?.text_decoder) made.text_decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  made?.decoders?.forEach(mendDecoder);
};

const mendNormalizer = (made: Made | null, part: Part | null | undefined): void => {
  if (!made || !part) return;
  for (const [i, inner] of ((part.normalizers ?? []) as Part[]).entries()) {
    mendNormalizer(made.normalizers?.[i] ?? null, inner);
  }
  mendReplaced(made);
  const right = NORMALIZERS[part.type ?? ""]?.(part);
  if (right) made.normalize = right;
};

const mendPreTokenizer = (made: Made | null, part: Part | null | undefined): void => {
  if (!made || !part) return;
  for (const [i, inner] of ((part.pretokenizers ?? []) as Part[]).entries()) {
    mendPreTokenizer(made.tokenizers?.[i] ?? null, inner);
  }
  const right = PRE_TOKENIZERS[part.type ?? ""]?.(part);
  if (right) made.pre_tokenize_text = right;
  if (part.type === "ByteLevel") made.pattern = BYTE_LEVEL;
  if (part.type === "Metaspace" && part.split !== false) splitAtMarks(made, part);
};

/** Every word is a piece of its own, with the mark of the space before it. */
const splitAtMarks = (made: Made, { replacement = "▁" }: Part): void => {
  const whole = made.pre_tokenize_text?.bind(made);
  if (!whole) return;
  const mark = new RegExp(`(?=${String(replacement)})`, "u");
  made.pre_tokenize_text = (text, options) =>
    whole(text, options).flatMap((piece) => piece.split(mark));
};
