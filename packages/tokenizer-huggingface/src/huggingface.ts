import { Tokenizer as Library } from "@huggingface/tokenizers";
import { definePlugin, type Plugin, TextvaeError, type Tokenizer } from "@textvae/core";
import { Content, createVocabulary, EOS, isSource, SOURCE, type Source } from "@textvae/text";
import * as v from "valibot";
import { mend } from "./mended.ts";
import { readTokenizerJson, type TokenizerJson } from "./tokenizer-json.ts";

export interface HuggingfaceOptions {
  /** The content of a `tokenizer.json`. */
  readonly json: Source;
  /** The name of the end of sentence. Default: the first that it has of those that are usual. */
  readonly eos?: string | undefined;
}

/** Special tokens that end a text in published tokenizers. */
const ENDS = [EOS, "</s>", "<|endoftext|>", "<|end_of_text|>", "[SEP]"];

/**
 * Any tokenizer that the Python package `tokenizers` saves: byte-level BPE (GPT-2), WordPiece (BERT), Unigram
 * (T5), BPE with bytes for the unknown (Llama), whole words. Ids are those of
 * `tokenizer.encode(text, add_special_tokens=False)`, and decoded text is that of
 * `tokenizer.decode(ids, skip_special_tokens=False)`: spaces are not cleaned up.
 *
 * The end of a sentence is the special token `eos`, else the first of `<eos>`, `</s>`, `<|endoftext|>`,
 * `<|end_of_text|>` and `[SEP]` that is there, else an id of its own after all others.
 *
 * @throws {TextvaeError} `DATA` for what is no such file; `CAPABILITY` for one with parts that would have
 * other ids here than in Python; `OPTION` for an end that it has not.
 *
 * @example
 * const tokenizer = huggingface({ json: await readFile("tokenizer.json") });
 * tokenizer.decode(tokenizer.encode("a red rose")); // "a red rose"
 */
export const huggingface: Plugin<HuggingfaceOptions, Tokenizer> = definePlugin({
  kind: "tokenizer",
  name: "huggingface",
  version: "0.1.0",
  description: "A tokenizer.json of the Python package tokenizers",
  folder: {
    expects: "a file such as tokenizer.json",
    find(names) {
      const file = names.find((name) => name.endsWith(".json"));
      return file === undefined ? undefined : { contents: { json: file } };
    },
  },
  options: v.strictObject({
    json: v.pipe(
      v.custom<Source>(isSource, SOURCE),
      v.transform((source) => new Content(source)),
    ),
    eos: v.optional(v.string()),
  }),
  create: ({ json, eos }): Tokenizer => {
    const content = new TextDecoder().decode(json.read());
    return { ...tokenizerOf(readTokenizerJson(content), eos), keeps: kept(content) };
  },
});

const kept = (content: string) => ({ name: "tokenizer.json", option: "json", content });

const tokenizerOf = (json: TokenizerJson, wanted: string | undefined): Tokenizer => {
  const library = libraryOf(json);
  const names = namesOf(library);
  const { eos, unk } = markedIn(json, names, wanted);
  const known = eos === names.length ? [...names, ownEnd(names)] : names;
  const vocabulary = createVocabulary(known, { eos, unk });
  return {
    vocabulary,
    encode(text) {
      const { ids } = library.encode(text, { add_special_tokens: false });
      const at = ids.findIndex((id: number | undefined) => id === undefined);
      if (at < 0) return ids;
      throw new TextvaeError("DATA", "huggingface.encode", {
        expected: "text that the tokenizer knows; it has no id for the unknown",
        got: JSON.stringify(text.slice(0, 40)),
      });
    },
    decode(ids) {
      const named = ids.filter((id) => vocabulary.word(id) !== undefined && id < names.length);
      if (named.length === 0) return "";
      return library.decode([...named], { clean_up_tokenization_spaces: false });
    },
  };
};

const libraryOf = (json: TokenizerJson): Library => {
  const parts = { normalizer: null, pre_tokenizer: null, decoder: null, added_tokens: [] };
  // What stands around a text is for whoever makes items of it.
  const whole = { ...parts, ...json, post_processor: null };
  const { unk_token } = json.model;
  try {
    const library = new Library(whole, { ...(typeof unk_token === "string" && { unk_token }) });
    mend(library, json);
    return library;
  } catch (cause) {
    if (cause instanceof TextvaeError) throw cause;
    throw new TextvaeError("DATA", "tokenizer.json", {
      expected: "a tokenizer as the Python package tokenizers saves it",
      got: (cause as Error).message,
      cause,
    });
  }
};

/** The names of all ids; of those that the file leaves out, one that says so. */
const namesOf = (library: Library): string[] => {
  const names: string[] = [];
  for (const [name, id] of library.get_vocab()) if (name !== undefined) names[id] = name;
  return Array.from(names, (name, id) => name ?? `<no ${id}>`);
};

const ownEnd = (names: readonly string[]): string => (names.includes(EOS) ? `${EOS} ` : EOS);

const markedIn = (
  { model, added_tokens = [] }: TokenizerJson,
  names: readonly string[],
  wanted: string | undefined,
): { readonly eos: number; readonly unk: number } => {
  const unknown = model.unk_id ?? names.indexOf(String(model.unk_token ?? ""));
  if (wanted !== undefined && !names.includes(wanted)) {
    throw new TextvaeError("OPTION", "huggingface.eos", {
      expected: "a token of the tokenizer",
      got: JSON.stringify(wanted),
    });
  }
  const special = added_tokens.filter((token) => token.special).map(({ content }) => content);
  const end = wanted ?? ENDS.find((name) => special.includes(name));
  return {
    eos: end === undefined ? names.length : names.indexOf(end),
    unk: typeof unknown === "number" ? unknown : -1,
  };
};
