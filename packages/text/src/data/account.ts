import type { Split, SplitAccount, Vocabulary } from "@textvae/core";
import type { Sentence } from "./sentence.ts";
import { mapSplits, type PerSplit, SPLITS } from "./splits.ts";
import { sizeOfWords, totalSize } from "./text-size.ts";

/** What is said of the items of a split, before they are compared with those of others. */
export interface Accounted extends Omit<SplitAccount, "repeated"> {
  /** A hash of each item, the same for equal ones. */
  readonly hashes: Float64Array;
}

/**
 * The accounts of all splits, with how many items of each stand in those read before it, too: of
 * valid in train, of test in train and valid.
 */
export const accountOf = (splits: PerSplit<Accounted>): PerSplit<SplitAccount> => {
  const known = mapSplits(splits, ({ hashes }) => hashes.toSorted());
  return mapSplits(splits, ({ hashes, ...account }, split) => {
    const earlier = SPLITS.slice(0, SPLITS.indexOf(split));
    const counts = earlier.map((other): [Split, number] => [
      other,
      hashes.reduce((sum, hash) => sum + Number(includes(known[other] ?? NONE, hash)), 0),
    ]);
    const repeated = counts.filter(([, count]) => count > 0);
    return { ...account, ...(repeated.length > 0 && { repeated: Object.fromEntries(repeated) }) };
  });
};

const NONE = new Float64Array();

/** Whether sorted numbers hold one. */
export const includes = (sorted: Float64Array, hash: number): boolean => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < hash) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === hash;
};

/** The account of sentences by their words. */
export const accountOfSentences = (
  sentences: readonly Sentence[],
  { id, unk }: Vocabulary,
  cut?: SplitAccount["cut"],
): Accounted => {
  const lengths = sentences.map(({ words }) => words.length);
  const unknown = sentences.reduce(
    (sum, sentence) => sum + sentence.words.filter((word) => id(word) === unk).length,
    0,
  );
  return {
    items: sentences.length,
    tokens: lengths.reduce((a, b) => a + b, sentences.length),
    ...totalSize(sentences.map(({ words }) => sizeOfWords(words))),
    unknown,
    ...(cut && cut.items > 0 && { cut }),
    hashes: Float64Array.from(sentences, (sentence) => hashOf(sentence.words)),
  };
};

/**
 * 52 bits of a sequence of strings: two 32-bit FNV-1a of its code units with an end after each. Of a
 * million items two different ones share it with a probability of 1e-4.
 */
export const hashOf = (parts: Iterable<string>): number => {
  let [a, b] = [0x811c9dc5 | 0, 0x9747b28c | 0];
  for (const part of parts) {
    for (let i = 0; i <= part.length; i++) {
      const unit = i < part.length ? part.charCodeAt(i) : 0x10000;
      a = Math.imul(a ^ unit, 0x01000193);
      b = Math.imul((b ^ unit) + (a >>> 15), 0x85ebca6b);
    }
  }
  return (a >>> 0) * 2 ** 20 + (b >>> 12);
};

/** What someone should know of a corpus, in sentences: items that stand in two splits. */
export const repetitionNotes = (account: PerSplit<SplitAccount>, item: string): string[] =>
  SPLITS.flatMap((split) => {
    const { items = 0, repeated = {} } = account[split] ?? {};
    return Object.entries(repeated).map(
      ([other, count]) =>
        `warning: ${count === items ? "all" : count} of ${items} ${item}s of ${split} stand in ${other}, too`,
    );
  });
