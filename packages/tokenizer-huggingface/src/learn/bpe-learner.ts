import { TextvaeError, type TokenizerLearner } from "@textvae/core";
import { createTally, EOS } from "@textvae/text";
import { BYTE_CHARACTERS, BYTE_LEVEL } from "../byte-level.ts";
import { learnMerges, type Merge } from "./learn-merges.ts";

export interface BpeOptions {
  /** Ids in all: `<eos>`, 256 bytes and what is made of them. */
  readonly size: number;
  /** Pairs rarer than this stay apart. Default 2. */
  readonly minCount?: number;
}

export interface BpeLearner extends Required<Pick<TokenizerLearner, "counted" | "adopt">> {
  add(text: string): void;
  /** The content of a `tokenizer.json`. Throws `DATA` without any text. */
  finish(): string;
}

/** `<eos>` and the bytes. */
const LEAST = 257;

/**
 * Learns byte-level byte pair encoding, as GPT-2 has it, of texts that it is shown one after the other. The
 * result is a `tokenizer.json`, which `huggingface` here and `Tokenizer.from_file` in Python read: `<eos>`
 * is 0, the bytes follow in the order of their characters, then merges in the order in which they are made.
 *
 * @throws {TextvaeError} `OPTION` for a size that has no place for the bytes.
 *
 * @example
 * const learner = createBpeLearner({ size: 8000 });
 * for (const line of lines) learner.add(line);
 * await writeFile("tokenizer.json", learner.finish());
 */
export const createBpeLearner = ({ size, minCount = 2 }: BpeOptions): BpeLearner => {
  requireWhole("size", size, LEAST);
  requireWhole("minCount", minCount, 1);
  const { add, adopt, counted, counts } = createTally();
  return {
    ...{ adopt, counted },
    add(text) {
      for (const [word] of text.matchAll(BYTE_LEVEL)) add(word);
    },
    finish() {
      const occurrences = counts();
      if (occurrences.size === 0) {
        throw new TextvaeError("DATA", "bpe", { expected: "texts to learn from", got: "none" });
      }
      const alphabet = [...BYTE_CHARACTERS].sort();
      const ids = BYTE_CHARACTERS.map((character) => 1 + alphabet.indexOf(character));
      const encoder = new TextEncoder();
      const words = Array.from(occurrences.keys(), (word) =>
        Array.from(encoder.encode(word), (byte) => ids[byte] as number),
      );
      const names = [EOS, ...alphabet];
      const merges = learnMerges(words, [...occurrences.values()], { names, size, minCount });
      return written(names, merges);
    },
  };
};

const requireWhole = (option: string, value: number, least: number): void => {
  if (Number.isSafeInteger(value) && value >= least) return;
  const expected = `a whole number ≥ ${least}`;
  throw new TextvaeError("OPTION", `bpe.${option}`, { expected, got: String(value) });
};

const written = (names: readonly string[], merges: readonly Merge[]): string => {
  const byteLevel = {
    type: "ByteLevel",
    add_prefix_space: false,
    trim_offsets: true,
    use_regex: true,
  };
  const end = {
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  };
  return `${JSON.stringify(
    {
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: [{ id: 0, content: EOS, ...end }],
      normalizer: null,
      pre_tokenizer: byteLevel,
      post_processor: null,
      decoder: byteLevel,
      model: {
        type: "BPE",
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        ignore_merges: false,
        vocab: Object.fromEntries(names.map((name, id) => [name, id])),
        merges: merges.map(([first, second]) => [names[first], names[second]]),
      },
    },
    null,
    1,
  )}\n`;
};
