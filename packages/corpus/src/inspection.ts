import type { Split } from "@textvae/core";
import { mapSplits, type PerSplit } from "@textvae/text";
import type { SplitDescription } from "./paged/file.ts";
import type { PagedCorpus } from "./paged/open-corpus.ts";
import type { PagedItems } from "./paged/split-reader.ts";

/** Ids of sentences, their ends not counted. */
export interface Lengths {
  readonly least: number;
  readonly median: number;
  /** The least length that 90 and 99 of 100 sentences do not exceed. */
  readonly ninety: number;
  readonly ninetyNine: number;
  readonly greatest: number;
}

/** A sentence as an example; of a long one, its beginning. */
export interface ShownSentence {
  /** Counted from 1. */
  readonly sentence: number;
  readonly length: number;
  readonly text: string;
}

/** What a split holds. */
export interface SplitInspection
  extends Pick<
    SplitDescription,
    | "sources"
    | "tokens"
    | "unknown"
    | "emptyLines"
    | "cut"
    | "cutExamples"
    | "repeated"
    | "within"
    | "notes"
  > {
  readonly sentences: number;
  readonly lengths: Lengths;
  /** The longest ones. */
  readonly longest: readonly ShownSentence[];
}

/** Examples of each kind, and words of each that are shown. */
const [EXAMPLES, WORDS] = [3, 12];

/**
 * What a prepared corpus holds: counts, lengths, duplicates, and the longest sentences.
 *
 * @example
 * inspectCorpus(openCorpus(file, host)).train?.lengths.median;
 */
export const inspectCorpus = ({
  description,
  vocabulary,
  splits,
}: PagedCorpus): PerSplit<SplitInspection> =>
  mapSplits(splits, (items, split: Split): SplitInspection => {
    const held = description.splits[split] as SplitDescription;
    const { sources, tokens, unknown, emptyLines, cut, cutExamples, repeated, within, notes } =
      held;
    const told = {
      sources,
      tokens,
      unknown,
      emptyLines,
      cut,
      cutExamples,
      repeated,
      within,
      notes,
    };
    const longest = longestOf(items).map((item): ShownSentence => {
      const ids = new Int32Array(items.length(item));
      items.copy(item, ids, 0);
      const words = Array.from(ids.subarray(0, WORDS), vocabulary.word);
      const text = words.join(" ") + (ids.length > WORDS ? " …" : "");
      return { sentence: item + 1, length: ids.length, text };
    });
    return { ...told, sentences: items.size, lengths: lengthsOf(items, held.longest), longest };
  });

const lengthsOf = (items: PagedItems, greatest: number): Lengths => {
  const counts = new Float64Array(greatest + 1);
  for (let item = 0; item < items.size; item++) {
    const length = items.length(item);
    counts[length] = (counts[length] as number) + 1;
  }
  const within = (share: number) => {
    let [seen, length] = [0, -1];
    while (seen < share * items.size && length < greatest) seen += counts[++length] as number;
    return length;
  };
  return {
    least: counts.findIndex((count) => count > 0),
    median: within(0.5),
    ninety: within(0.9),
    ninetyNine: within(0.99),
    greatest,
  };
};

/** The longest items, the first of equal ones first. */
const longestOf = (items: PagedItems): readonly number[] => {
  let found: number[] = [];
  let least = -1;
  for (let item = 0; item < items.size; item++) {
    if (items.length(item) <= least && found.length === EXAMPLES) continue;
    found.push(item);
    found.sort((a, b) => items.length(b) - items.length(a) || a - b);
    found = found.slice(0, EXAMPLES);
    least = items.length(found.at(-1) as number);
  }
  return found;
};
