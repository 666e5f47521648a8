import type { Split } from "@textvae/core";
import { TextvaeError } from "@textvae/ops";
import { type PerSplit, SPLITS } from "./splits.ts";

/** An item of a corpus, with the name of its class where the corpus has classes. */
export interface Labelled {
  readonly label?: string;
}

/**
 * The names of the classes, those of the first split: integers by value, other names by code
 * units. Undefined when the items have no labels. Errors call an item `item`.
 *
 * @throws {TextvaeError} `DATA` when a later split has a class of its own.
 */
export const classNames = (
  splits: PerSplit<readonly Labelled[]>,
  item = "sentence",
): readonly string[] | undefined => {
  const first = SPLITS.find((split) => splits[split]);
  if (!first || splits[first]?.[0]?.label === undefined) return undefined;
  const classes = collectClasses(first, item);
  for (const split of SPLITS) {
    for (const [index, { label }] of (splits[split] ?? []).entries()) {
      classes.number(split, index, label as string);
    }
  }
  return classes.ranked().names;
};

/** The classes of items that come one after the other. */
export interface Classes {
  /** The number of the class of an item, by first appearance. Throws `DATA` where the first split has it not. */
  number(split: Split, item: number, label: string): number;
  /** The names in their order, and the place there of each number. */
  ranked(): { readonly names: readonly string[]; readonly rank: Int32Array };
}

export const collectClasses = (first: Split, item = "sentence"): Classes => {
  const known = new Map<string, number>();
  return {
    number(split, index, label) {
      const found = known.get(label);
      if (found !== undefined) return found;
      if (split !== first) {
        throw new TextvaeError("DATA", `${split}, ${item} ${index + 1}`, {
          expected: `a label of ${first} (${[...known.keys()].slice(0, 10).join(", ")})`,
          got: JSON.stringify(label),
        });
      }
      known.set(label, known.size);
      return known.size - 1;
    },
    ranked() {
      const names = [...known.keys()];
      const integers = names.every((name) => /^-?\d+$/.test(name));
      if (integers) names.sort((a, b) => Number(BigInt(a) - BigInt(b)));
      else names.sort();
      const rank = new Int32Array(names.length);
      for (const [at, name] of names.entries()) rank[known.get(name) as number] = at;
      return { names, rank };
    },
  };
};

/**
 * The name of a class that is an integer, the same for all ways to write it, of any size.
 *
 * @example
 * integerLabel("+007"); // "7"
 */
export const integerLabel = (text: string): string => {
  const [, sign, digits = text] = /^([+-]?)0*(\d+)$/.exec(text) ?? [];
  return sign === "-" && digits !== "0" ? `-${digits}` : digits;
};
