import { TextvaeError } from "@textvae/core";
import type { Format } from "./format-name.ts";

/** What a header calls the column of the text, and that of the labels. */
const TEXT =
  /^"?(?:text|texts|sentence|sentences|review|reviews|comment|content|utterance|document)"?$/i;
const LABEL =
  /^"?(?:label|labels|class|category|target|rating|score|stars|sentiment|polarity|y)"?$/i;

export const cells = (line: string): string[] => line.split("\t").map((cell) => cell.trim());

/** The first line and its number, and what labels stand on others. */
export interface SeenHeader {
  readonly first?: readonly [number, string];
  /** Lines beside the first. */
  readonly labels: number;
  /** Whether each of these begins with an integer. */
  readonly integers: boolean;
}

const isInteger = (line: string): boolean => /^"?-?\d+"?$/.test(cells(line)[0] ?? "");

/** Looks whether the first line names columns. */
export interface HeaderWatch {
  see(number: number, line: string): void;
  /** Whether it may be found to name them yet. */
  readonly open: boolean;
  /** Throws `DATA` where it does. */
  judge(): void;
  /** What was seen so far. */
  seen(): SeenHeader;
  /** Takes what was seen of lines that follow, `before` being the number of lines till there. */
  add(seen: SeenHeader, before: number): void;
}

export const watchHeader = (where: string, format: Format): HeaderWatch => {
  let first: readonly [number, string] | undefined;
  let [named, odd, labels] = [false, false, 0];
  let integers = true;
  const begin = (line: readonly [number, string]) => {
    first = line;
    const [label = "", text = ""] = cells(line[1]);
    const names = format === "label-tab" ? LABEL.test(label) && TEXT.test(text) : TEXT.test(label);
    named = names && format !== "rating-first";
    odd = format === "label-tab" && !isInteger(line[1]);
  };
  return {
    see(number, line) {
      if (!first) return begin([number, line]);
      labels++;
      integers &&= isInteger(line);
    },
    get open() {
      return named || (odd && integers);
    },
    judge() {
      if (!first || !(named || (odd && integers && labels > 1))) return;
      throw new TextvaeError("DATA", `${where}, line ${first[0]}`, {
        expected: "a sentence",
        got: `${JSON.stringify(first[1].slice(0, 40))}, which looks like the names of columns`,
        hint: "Remove this line.",
      });
    },
    seen: () => ({ ...(first && { first }), labels, integers }),
    add(seen, before) {
      if (!seen.first) return;
      const [number, line] = seen.first;
      if (first) {
        labels++;
        integers &&= isInteger(line);
      } else begin([before + number, line]);
      labels += seen.labels;
      integers &&= seen.integers;
    },
  };
};
