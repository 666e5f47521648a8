/** What stands between utterances in other corpora, in lower case. */
const SIGNS: ReadonlySet<string> = new Set([
  "__eot__",
  "__eod__",
  "__sep__",
  "<eou>",
  "<eot>",
  "<eod>",
  "<eos>",
  "<sep>",
  "<turn>",
  "</s>",
  "</u>",
  "[sep]",
  "[eou]",
  "[eot]",
  "<|endofturn|>",
  "<|endoftext|>",
  "<|im_end|>",
  "|||",
  "###",
  "eou",
  "eot",
]);

/**
 * A sign in a line by which other formats end utterances: a word such as `__eot__` or `</s>`, another
 * spelling of `__eou__`, or a tab between words.
 */
export const otherSign = (line: string): string | undefined => {
  const trimmed = line.trim();
  if (trimmed.includes("\t")) return "a tab";
  const sign = trimmed
    .split(/\s+/)
    .find((word) => SIGNS.has(word.toLowerCase()) || isSpelling(word));
  return sign === undefined ? undefined : `the word ${sign}`;
};

/** `__EOU__`, `_eou_`, and whatever else of `__eou__` is not exactly it. */
const isSpelling = (word: string): boolean => word !== "__eou__" && /^_+eou_+$/i.test(word);
