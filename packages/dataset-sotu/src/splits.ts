import type { Split } from "@textvae/core";
import type { Sentence } from "@textvae/text";
import { addresses } from "./addresses.ts";
import { createTokenizer } from "./tokenize.ts";

/** Whole years go to one split: those ending in 4 to `valid`, in 9 to `test`, others to `train`. */
export const splitOfYear = (year: number): Split =>
  year % 10 === 4 ? "valid" : year % 10 === 9 ? "test" : "train";

/**
 * The distinct sentences of at most `maxLength` words that have a letter. One that comes again,
 * in any split, stays in the split of its first year.
 */
export const sotuSplits = (maxLength: number): Readonly<Record<Split, readonly Sentence[]>> => {
  const splits = { train: [] as Sentence[], valid: [] as Sentence[], test: [] as Sentence[] };
  const tokenize = createTokenizer();
  const seen = new Set<string>();
  for (const { year, text } of addresses()) {
    for (const words of tokenize(text)) {
      const sentence = words.join(" ");
      if (words.length > maxLength || !/[a-z]/.test(sentence) || seen.has(sentence)) continue;
      seen.add(sentence);
      splits[splitOfYear(year)].push({ words });
    }
  }
  return splits;
};
