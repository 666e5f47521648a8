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
  const [first, ...later] = SPLITS.flatMap((split) => {
    const items = splits[split];
    return items ? [[split, items] as const] : [];
  });
  if (first?.[1][0]?.label === undefined) return undefined;
  const known = new Set(first[1].map(({ label }) => label as string));
  for (const [split, items] of later) {
    const index = items.findIndex(({ label }) => !known.has(label as string));
    if (index < 0) continue;
    throw new TextvaeError("DATA", `${split}, ${item} ${index + 1}`, {
      expected: `a label of ${first[0]} (${[...known].slice(0, 10).join(", ")})`,
      got: JSON.stringify(items[index]?.label),
    });
  }
  const names = [...known];
  const integers = names.every((name) => /^-?\d+$/.test(name));
  return integers ? names.sort((a, b) => Number(BigInt(a) - BigInt(b))) : names.sort();
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
