import { createPairQueue } from "./pair-queue.ts";

/** A pair of ids that becomes one. */
export type Merge = readonly [first: number, second: number];

export interface MergeOptions {
  /** The names of the ids that there are; those of merged ones, that of both parts together, are added. */
  readonly names: string[];
  /** Ids in all, as far as pairs go. */
  readonly size: number;
  /** Pairs rarer than this stay apart. */
  readonly minCount: number;
}

const SHIFT = 2 ** 26;
const keyOf = (first: number, second: number): number => first * SHIFT + second;

/**
 * The merges of byte pair encoding: again and again the most frequent pair of neighbours within words
 * becomes a new id. Of pairs of equal frequency the one comes first whose first id is smaller, then whose
 * second is. A name that there is already, made of other parts, keeps its id. `words` are ids, and are merged
 * in place; `counts` says how often each occurs.
 *
 * The counts of pairs are kept up to date word by word, and a heap holds them with those of before: one that
 * is no longer right is put back with the right one when it comes up.
 *
 * Source: "Neural Machine Translation of Rare Words with Subword Units", Sennrich et al., 2016,
 * https://arxiv.org/abs/1508.07909
 */
export const learnMerges = (
  words: number[][],
  counts: readonly number[],
  { names, size, minCount }: MergeOptions,
): Merge[] => {
  const pairs = countPairs(words, counts);
  const queue = createPairQueue();
  const offer = (key: number) => {
    const count = pairs.get(key)?.count ?? 0;
    if (count >= minCount) {
      queue.push({ first: Math.floor(key / SHIFT), second: key % SHIFT, count });
    }
  };
  for (const key of pairs.keys()) offer(key);

  const ids = new Map(names.map((name, id) => [name, id]));
  const idOf = (name: string): number => {
    const found = ids.get(name) ?? names.push(name) - 1;
    ids.set(name, found);
    return found;
  };
  const merges: Merge[] = [];
  while (names.length < size) {
    const top = queue.pop();
    if (!top) break;
    const { first, second, count } = top;
    const key = keyOf(first, second);
    const pair = pairs.get(key);
    if (!pair || pair.count < minCount) continue;
    if (pair.count !== count) {
      queue.push({ first, second, count: pair.count });
      continue;
    }
    const made = idOf(`${names[first]}${names[second]}`);
    merges.push([first, second]);
    const changed = new Set<number>();
    for (const at of pair.words) {
      const times = counts[at] as number;
      const word = words[at] as number[];
      each(word, (a, b) => tally(pairs, keyOf(a, b), -times, at, changed));
      words[at] = merged(word, first, second, made);
      each(words[at] as number[], (a, b) => tally(pairs, keyOf(a, b), times, at, changed));
    }
    pairs.delete(key);
    changed.delete(key);
    for (const one of changed) offer(one);
  }
  return merges;
};

interface Pair {
  count: number;
  /** Words that it stands in, or stood in. */
  readonly words: Set<number>;
}

const countPairs = (words: readonly number[][], counts: readonly number[]): Map<number, Pair> => {
  const pairs = new Map<number, Pair>();
  for (const [at, word] of words.entries()) {
    each(word, (a, b) => tally(pairs, keyOf(a, b), counts[at] as number, at));
  }
  return pairs;
};

const tally = (
  pairs: Map<number, Pair>,
  key: number,
  times: number,
  word: number,
  changed?: Set<number>,
): void => {
  const pair = pairs.get(key) ?? { count: 0, words: new Set() };
  pairs.set(key, pair);
  pair.count += times;
  if (times < 0) return;
  pair.words.add(word);
  changed?.add(key);
};

const each = (word: readonly number[], visit: (first: number, second: number) => void): void => {
  for (let i = 1; i < word.length; i++) visit(word[i - 1] as number, word[i] as number);
};

/** The word with each such pair, from the left, as one id. */
const merged = (word: readonly number[], first: number, second: number, made: number): number[] => {
  const result: number[] = [];
  for (let i = 0; i < word.length; i++) {
    const found = word[i] === first && word[i + 1] === second;
    result.push(found ? made : (word[i] as number));
    if (found) i++;
  }
  return result;
};
