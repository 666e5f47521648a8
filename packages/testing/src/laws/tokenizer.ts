import { createRng, type Tokenizer } from "@textvae/core";
import { holds, type Law, law } from "../law.ts";

export interface TokenizerSubject {
  readonly tokenizer: Tokenizer;
  /** Texts to try beside those that every tokenizer meets. */
  readonly texts?: readonly string[];
  /** Whether every text comes back as it was, such as from bytes. Default false. */
  readonly lossless?: boolean;
}

/** What text is made of: scripts, signs, spaces of all kinds, composed and decomposed letters. */
const TEXTS: readonly string[] = [
  "a rose is a rose",
  "The Senate, and House: 1,234.5 men -- don't!",
  "  two  spaces\tand a tab ",
  "naïve café, nai\u0308ve cafe\u0301, Straße, ΟΔΟΣ, İstanbul",
  "日本語の文章 한국어 文字 العربية हिन्दी",
  "👩‍👩‍👧 🇫🇷 ✋🏽 \u{1F9EC}",
  "a\u00A0b\u2028c\u3000d\u200Be\uFEFFf",
  "\u0001\u001f \u0085",
  '#hash @at http://a.b/c?d=e&f {"json": [1]} <tag> \\n',
  "x".repeat(300),
];

/**
 * The laws of a tokenizer; they need no backend. Texts come back as they were where it is lossless, else
 * once they have been decoded, where all of them is known: decode ∘ encode is a projection.
 */
export const tokenizerLaws = (subject: TokenizerSubject): Law[] => {
  const { tokenizer, texts: more = [], lossless = false } = subject;
  const { vocabulary, encode, decode } = tokenizer;
  const texts = [...TEXTS, ...more];
  const shown = (text: string) => JSON.stringify(text.slice(0, 40));

  return [
    law("ids are those of the vocabulary, and none is the end of a sentence", () => {
      for (const text of texts) {
        const wrong = encode(text).find(
          (id) => !isId(id, vocabulary.size) || id === vocabulary.eos,
        );
        holds(wrong === undefined, `encode(${shown(text)}): got the id ${wrong}`);
      }
    }),
    law("names of ids are distinct, and lead back to them", () => {
      const { size, words, eos, unk } = vocabulary;
      holds(words.length === size, `size ${size}, but ${words.length} names`);
      holds(isId(eos, size), `eos: expected an id below ${size}; got ${eos}`);
      holds(unk === -1 || isId(unk, size), `unk: expected an id below ${size}, or -1; got ${unk}`);
      for (let id = 0; id < size; id++) {
        const name = vocabulary.word(id);
        holds(
          name === words[id] && vocabulary.id(name) === id,
          `the name of ${id}: ${shown(name)}`,
        );
      }
    }),
    law("the same text has the same ids", () => {
      for (const text of texts) {
        holds(same(encode(text), encode(text)), `encode(${shown(text)}): twice, and another`);
      }
    }),
    law("nothing is nothing", () => {
      holds(encode("").length === 0, `encode(""): got ${encode("")}`);
      holds(decode([]) === "", `decode([]): got ${shown(decode([]))}`);
    }),
    law(lossless ? "texts come back as they were" : "decoded texts come back as they were", () => {
      for (const text of texts) {
        if (!lossless && encode(text).includes(vocabulary.unk)) continue;
        const once = decode(encode(text));
        const again = decode(encode(once));
        holds(again === once, `${shown(once)} came back as ${shown(again)}`);
        holds(!lossless || once === text, `${shown(text)} came back as ${shown(once)}`);
      }
    }),
    law("any ids are a text", () => {
      const rng = createRng(1);
      for (let length = 1; length <= 20; length++) {
        const ids = [...rng.uniforms(length)].map((u) => Math.floor(u * vocabulary.size));
        holds(typeof decode(ids) === "string", `decode([${ids}]) is no text`);
      }
    }),
    law("an id that there is not throws DATA", () => {
      for (const id of [-1, vocabulary.size, 0.5])
        throwsData(() => decode([id]), `decode([${id}])`);
    }),
    ...(tokenizer.pieces ? [piecesAreLookedUp(tokenizer, texts)] : []),
    ...(tokenizer.learner ? [learnsTexts(tokenizer, texts)] : []),
  ];
};

const piecesAreLookedUp = ({ pieces, encode, vocabulary }: Tokenizer, texts: readonly string[]) =>
  law("ids are those of the pieces", () => {
    for (const text of texts) {
      const ids = pieces?.(text).map((piece) => vocabulary.id(piece)) ?? [];
      holds(same(ids, encode(text)), `encode(${JSON.stringify(text)}): other than its pieces`);
    }
  });

const learnsTexts = (tokenizer: Tokenizer, texts: readonly string[]) =>
  law("it learns the pieces of texts", () => {
    const learner = tokenizer.learner?.();
    for (const text of texts) learner?.add(text);
    const learned = learner?.finish() as Tokenizer;
    const { unk } = learned.vocabulary;
    const unknown = texts.find((text) => learned.encode(text).includes(unk));
    holds(unknown === undefined, `${JSON.stringify(unknown)}: unknown to who learned it`);
  });

const isId = (id: number, size: number): boolean => Number.isInteger(id) && id >= 0 && id < size;

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((id, i) => id === b[i]);

const throwsData = (act: () => unknown, what: string): void => {
  try {
    act();
  } catch (error) {
    holds((error as { code?: unknown }).code === "DATA", `${what}: threw ${error}`);
    return;
  }
  throw new Error(`${what}: expected an error of code DATA`);
};
