import type { LearnOptions, Vocabulary } from "@textvae/core";
import { TextvaeError } from "@textvae/ops";
import { wordsIn } from "./sentence.ts";

/** The end of sentence: id 0. The start of a sentence is fed as the same id. */
export const EOS = "<eos>";
/** The unknown word: id 1. A corpus that holds it already means the same by it. */
export const UNK = "<unk>";

const withReserved = (rest: readonly string[]): Vocabulary =>
  createVocabulary([EOS, UNK, ...rest], { eos: 0, unk: 1 });

/**
 * The vocabulary of distinct names, whose ids are their places; `eos` and `unk` are ids or −1.
 *
 * @throws {TextvaeError} `DATA` for a name that comes twice.
 *
 * @example
 * createVocabulary(["a", "b", "<eos>"], { eos: 2, unk: -1 }).id("b"); // 1
 */
export const createVocabulary = (
  given: readonly string[],
  { eos, unk }: Pick<Vocabulary, "eos" | "unk">,
): Vocabulary => {
  const words = Object.freeze([...given]);
  const ids = new Map(words.map((word, id) => [word, id]));
  const twice =
    ids.size < words.length ? words.find((word, id) => ids.get(word) !== id) : undefined;
  if (twice !== undefined) {
    throw new TextvaeError("DATA", "vocabulary", {
      expected: "each word once",
      got: `a second ${JSON.stringify(twice)}`,
    });
  }
  return Object.freeze({
    size: words.length,
    words,
    eos,
    unk,
    id: (word: string) => ids.get(word) ?? unk,
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

/** `maxVocabulary` counts `<eos>` and `<unk>`; words rarer than `minCount` are unknown. */
export type VocabularyOptions = LearnOptions;

/**
 * The vocabulary of sentences: `<eos>`, `<unk>`, then words by falling frequency; words of equal
 * frequency stand in the order of their first appearance.
 *
 * @throws {TextvaeError} `DATA` when there are fewer than two distinct words, `OPTION` when all are
 * rarer than `minCount`.
 *
 * @example
 * const vocabulary = buildVocabulary([["a", "rose", "is", "a", "rose"]], { maxVocabulary: 4 });
 * vocabulary.words; // ["<eos>", "<unk>", "a", "rose"]
 */
export const buildVocabulary = (
  sentences: Iterable<readonly string[]>,
  options: VocabularyOptions = {},
): Vocabulary => {
  const counts = new Map<string, number>();
  for (const words of sentences) {
    for (const word of wordsIn(words, "buildVocabulary"))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return vocabularyOfCounts(counts, options);
};

/**
 * The same of words that were counted, in the order of their first appearance.
 *
 * @throws {TextvaeError} as `buildVocabulary`.
 *
 * @example
 * vocabularyOfCounts(new Map([["is", 1], ["a", 2], ["rose", 2]])).words; // ["<eos>", "<unk>", "a", "rose", "is"]
 */
export const vocabularyOfCounts = (
  counts: ReadonlyMap<string, number>,
  options: VocabularyOptions = {},
): Vocabulary => {
  if (counts.size < 2) {
    throw new TextvaeError("DATA", "train", {
      expected: "at least two distinct words",
      got: counts.size === 0 ? "none" : `only ${JSON.stringify([...counts.keys()][0])}`,
      hint: "Is this the right file and format?",
    });
  }
  if (!counts.has(UNK)) return countedVocabulary(counts, options);
  const known = new Map(counts);
  known.delete(UNK);
  return countedVocabulary(known, options);
};

/**
 * The vocabulary of counted pieces of text: `<eos>`, `<unk>`, then the pieces by falling count, equal ones
 * in the order of the map. Errors call a piece `piece`.
 *
 * @throws {TextvaeError} `OPTION` when all are rarer than `minCount`.
 *
 * @example
 * countedVocabulary(new Map([["a", 2], ["b", 3]]), {}).words; // ["<eos>", "<unk>", "b", "a"]
 */
export const countedVocabulary = (
  counts: ReadonlyMap<string, number>,
  { maxVocabulary = Infinity, minCount = 1 }: VocabularyOptions,
  piece = "word",
): Vocabulary => {
  const ranked = [...counts].filter(([, count]) => count >= minCount).sort((a, b) => b[1] - a[1]);
  if (ranked.length === 0) {
    const most = [...counts.values()].reduce((a, b) => Math.max(a, b), 0);
    throw new TextvaeError("OPTION", "minCount", {
      expected: `at most ${most}, how often the most frequent ${piece} of train occurs`,
      got: String(minCount),
      hint: `Every ${piece} would be unknown.`,
    });
  }
  return withReserved(ranked.slice(0, Math.max(0, maxVocabulary - 2)).map(([word]) => word));
};

/**
 * The vocabulary of given lines, one word each, as in a `vocab.txt`. `<eos>` and `<unk>` take
 * ids 0 and 1 wherever they stand and are added when they are missing; the others keep their
 * order. `parseVocabulary(serializeVocabulary(v).split("\n"))` therefore has the ids of v.
 *
 * @throws {TextvaeError} `DATA` with the number of a line that is no word or comes twice.
 */
export const parseVocabulary = (lines: readonly string[], where = "vocabulary"): Vocabulary =>
  withReserved(distinctWords(lines, where).filter((word) => word !== EOS && word !== UNK));

/**
 * The words of bags, one per line: line i has id i − 1, and none is reserved. A bag has no end and
 * no unknown words, so that `eos` and `unk` are −1.
 *
 * @throws {TextvaeError} `DATA` with the number of a line that is no word or comes twice.
 *
 * @example
 * bagVocabulary(["rose", "red"]).id("red"); // 1
 */
export const bagVocabulary = (lines: readonly string[], where = "vocabulary"): Vocabulary =>
  createVocabulary(distinctWords(lines, where), { eos: -1, unk: -1 });

/** A word and a number in one: another format than white space between them. */
const GLUED = /^\S+[,;|]\d+$/;

const distinctWords = (lines: readonly string[], where: string): string[] => {
  const words = lines.at(-1) === "" ? lines.slice(0, -1) : lines;
  // The first line may name the columns.
  if (words.length > 2 && words.slice(1).every((word) => GLUED.test(word))) {
    throw new TextvaeError("DATA", where, {
      expected: "words, or words and numbers with white space between them",
      got: `lines such as ${JSON.stringify(words[1]?.slice(0, 40))}`,
    });
  }
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
  if (![...seen].some((word) => word !== EOS && word !== UNK)) {
    throw new TextvaeError("DATA", where, { expected: "at least one word", got: "none" });
  }
  return [...seen];
};

/** The text of a `vocab.txt`: one word per line, in the order of their ids. */
export const serializeVocabulary = (vocabulary: Vocabulary): string =>
  `${vocabulary.words.join("\n")}\n`;
