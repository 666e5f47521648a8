import { TextvaeError } from "@textvae/ops";
import type { Vocabulary } from "../contracts/vocabulary.ts";

/** The end of sentence: id 0. The start of a sentence is fed as the same id. */
export const EOS = "<eos>";
/** The unknown word: id 1. A corpus that holds it already means the same by it. */
export const UNK = "<unk>";

const freeze = (rest: readonly string[]): Vocabulary => {
  const words = Object.freeze([EOS, UNK, ...rest]);
  const ids = new Map(words.map((word, id) => [word, id]));
  return Object.freeze({
    size: words.length,
    words,
    eos: 0,
    unk: 1,
    id: (word: string) => ids.get(word) ?? 1,
    word(id: number) {
      const word = words[id];
      if (word !== undefined) return word;
      throw new TextvaeError("DATA", "vocabulary.word", {
        expected: `an id in 0 … ${words.length - 1}`,
        got: String(id),
      });
    },
  });
};

export interface VocabularyOptions {
  /** Greatest size, `<eos>` and `<unk>` included. Default: no limit. */
  readonly maxVocabulary?: number | undefined;
  /** Words rarer than this are unknown. Default 1. */
  readonly minCount?: number | undefined;
}

/**
 * The vocabulary of sentences: `<eos>`, `<unk>`, then words by falling frequency; words of equal
 * frequency stand in the order of their first appearance.
 *
 * @throws {TextvaeError} `DATA` when there are fewer than two distinct words.
 *
 * @example
 * const vocabulary = buildVocabulary([["a", "rose", "is", "a", "rose"]], { maxVocabulary: 4 });
 * vocabulary.words; // ["<eos>", "<unk>", "a", "rose"]
 */
export const buildVocabulary = (
  sentences: Iterable<readonly string[]>,
  { maxVocabulary = Infinity, minCount = 1 }: VocabularyOptions = {},
): Vocabulary => {
  const counts = new Map<string, number>();
  for (const words of sentences) {
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  if (counts.size < 2) {
    throw new TextvaeError("DATA", "train", {
      expected: "at least two distinct words",
      got: counts.size === 0 ? "none" : `only ${JSON.stringify([...counts.keys()][0])}`,
      hint: "Is this the right file and format?",
    });
  }
  counts.delete(UNK);
  const ranked = [...counts].filter(([, count]) => count >= minCount).sort((a, b) => b[1] - a[1]);
  return freeze(ranked.slice(0, Math.max(0, maxVocabulary - 2)).map(([word]) => word));
};

/**
 * The vocabulary of given lines, one word each, as in a `vocab.txt`. `<eos>` and `<unk>` take
 * ids 0 and 1 wherever they stand and are added when they are missing; the others keep their
 * order. `parseVocabulary(serializeVocabulary(v).split("\n"))` therefore has the ids of v.
 *
 * @throws {TextvaeError} `DATA` with the number of a line that is no word or comes twice.
 */
export const parseVocabulary = (lines: readonly string[], where = "vocabulary"): Vocabulary => {
  const words = lines.at(-1) === "" ? lines.slice(0, -1) : lines;
  const seen = new Set<string>();
  for (const [index, word] of words.entries()) {
    const problem = seen.has(word) ? "a second" : /^\S+$/.test(word) ? undefined : "";
    if (problem !== undefined) {
      throw new TextvaeError("DATA", `${where}, line ${index + 1}`, {
        expected: "one new word without white space",
        got: `${problem} ${JSON.stringify(word)}`.trim(),
      });
    }
    seen.add(word);
  }
  seen.delete(EOS);
  seen.delete(UNK);
  if (seen.size === 0) {
    throw new TextvaeError("DATA", where, { expected: "at least one word", got: "none" });
  }
  return freeze([...seen]);
};

/** The text of a `vocab.txt`: one word per line, in the order of their ids. */
export const serializeVocabulary = (vocabulary: Vocabulary): string =>
  `${vocabulary.words.join("\n")}\n`;
