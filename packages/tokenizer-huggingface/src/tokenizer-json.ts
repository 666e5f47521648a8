import { TextvaeError } from "@textvae/core";

/** A part of a `tokenizer.json`, by its type. */
export interface Part {
  readonly type?: string;
  readonly [key: string]: unknown;
}

export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special?: boolean;
  readonly normalized?: boolean;
  readonly single_word?: boolean;
}

/** What a `tokenizer.json` says. */
export interface TokenizerJson {
  readonly truncation?: unknown;
  readonly padding?: unknown;
  readonly added_tokens?: readonly AddedToken[];
  readonly normalizer?: Part | null;
  readonly pre_tokenizer?: Part | null;
  readonly decoder?: Part | null;
  readonly model: Part & { readonly vocab: object };
}

/** The parts that have the ids of Python here, by their kind. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  model: ["BPE", "WordPiece", "Unigram", "WordLevel"],
  normalizer: [
    ...["BertNormalizer", "Lowercase", "NFC", "NFD", "NFKC", "NFKD"],
    ...["Precompiled", "Prepend", "Replace", "Sequence", "Strip", "StripAccents"],
  ],
  pre_tokenizer: [
    ...["BertPreTokenizer", "ByteLevel", "Digits", "Metaspace", "Punctuation", "Sequence"],
    ...["Split", "Whitespace", "WhitespaceSplit"],
  ],
  decoder: [
    ...["BPEDecoder", "ByteFallback", "ByteLevel", "Fuse", "Metaspace", "Replace", "Sequence"],
    ...["Strip", "WordPiece"],
  ],
};

/**
 * What a `tokenizer.json` says, once it is known that it means the same here as in Python.
 *
 * @throws {TextvaeError} `DATA` for what is no such file; `CAPABILITY` for a part that would have other ids,
 * naming it.
 */
export const readTokenizerJson = (text: string): TokenizerJson => {
  const json = parsed(text);
  if (typeof json?.model?.vocab !== "object" || json.model.vocab === null) {
    throw notOne("JSON without a model that has a vocabulary");
  }
  requireIds(json);
  for (const kind of ["model", "normalizer", "pre_tokenizer", "decoder"] as const) {
    for (const part of partsOf(json[kind])) requireKnown(kind, part);
  }
  for (const section of ["truncation", "padding"] as const) {
    if (!json[section]) continue;
    throw unable(
      section,
      "none",
      "a section",
      `Leave it out: tokenizer.no_${section}() in Python.`,
    );
  }
  const alone = json.added_tokens?.find((token) => token.single_word);
  if (alone) throw unable("added_tokens", "none with single_word", JSON.stringify(alone.content));
  return json;
};

const parsed = (text: string): TokenizerJson => {
  try {
    return JSON.parse(text) as TokenizerJson;
  } catch {
    throw notOne("no JSON");
  }
};

/** Ids of a vocabulary lie below; one far above would ask for names of all before it. */
const MOST_IDS = 10_000_000;

const requireIds = ({ model: { vocab }, added_tokens: added }: TokenizerJson): void => {
  if (added !== undefined && added !== null && !Array.isArray(added)) {
    throw notOne("added_tokens that are no list");
  }
  const ids: unknown[] = Array.isArray(vocab) ? [] : Object.values(vocab);
  const isId = (id: unknown) => Number.isInteger(id) && Number(id) >= 0 && Number(id) < MOST_IDS;
  const wrong = [...ids, ...(added ?? []).map((token) => token?.id)].filter((id) => !isId(id));
  if (wrong.length > 0) throw notOne(`${JSON.stringify(wrong[0]) ?? "none"} in the place of an id`);
  if (new Set(ids).size < ids.length) throw notOne("two pieces with the same id");
};

const notOne = (got: string): TextvaeError =>
  new TextvaeError("DATA", "tokenizer.json", {
    expected: "a tokenizer as the Python package tokenizers saves it",
    got,
    hint: "Write it with tokenizer.save(file), or textvae data tokenizer.",
  });

/** A part that would have other ids here. */
export const unable = (part: string, expected: string, got: string, hint?: string): TextvaeError =>
  new TextvaeError("CAPABILITY", `tokenizer.json, ${part}`, {
    expected,
    got,
    hint: hint ?? "It would have other ids here than in Python.",
  });

/** A part and those within it. */
export const partsOf = (part: Part | null | undefined): readonly Part[] => {
  if (!part) return [];
  const lists = [part.normalizers, part.pretokenizers, part.decoders];
  const within = lists.flatMap((list) => (Array.isArray(list) ? (list as Part[]) : []));
  return [part, ...within.flatMap(partsOf)];
};

/** What to do about parts that are common. */
const HINTS: Readonly<Record<string, string>> = {
  Nmt: "It leaves out control characters. Take it away in Python, and clean the text before.",
};

const requireKnown = (kind: string, part: Part): void => {
  if (!KNOWN[kind]?.includes(part.type ?? "")) {
    const got = part.type ?? "one without a type";
    throw unable(kind, `one of ${KNOWN[kind]?.join(", ")}`, got, HINTS[got]);
  }
  for (const { type, option, holds, expected } of LIMITS) {
    const value = part[option];
    if (type === part.type && !holds(value, part)) {
      throw unable(`${kind} ${type}.${option}`, expected, JSON.stringify(value) ?? "none");
    }
  }
};

interface Limit {
  readonly type: string;
  readonly option: string;
  readonly expected: string;
  holds(value: unknown, part: Part): boolean;
}

const isOff = (value: unknown): boolean =>
  value === undefined || value === null || value === "" || value === 0 || value === false;

/** Options that mean nothing, or something else, to the library. */
const LIMITS: readonly Limit[] = [
  { type: "BPE", option: "dropout", expected: "none", holds: isOff },
  { type: "BPE", option: "continuing_subword_prefix", expected: "none", holds: isOff },
  { type: "Unigram", option: "byte_fallback", expected: "none", holds: isOff },
  {
    type: "Unigram",
    option: "unk_id",
    expected: "the id of the unknown piece",
    holds: Number.isInteger,
  },
  {
    type: "Split",
    option: "behavior",
    expected: "Removed or Isolated",
    holds: (value, { invert }) => value === "Removed" || (value === "Isolated" && !invert),
  },
  {
    type: "Punctuation",
    option: "behavior",
    expected: "Isolated or Contiguous",
    holds: (value) => isOff(value) || value === "Isolated" || value === "Contiguous",
  },
];
