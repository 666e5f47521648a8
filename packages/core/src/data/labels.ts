import { TextvaeError } from "@textvae/ops";
import type { Split } from "../contracts/dataset.ts";
import type { Sentence } from "./sentence.ts";

/**
 * The names of the classes, those of the first split: integers by value, other names by code
 * units. Undefined when the sentences have no labels.
 *
 * @throws {TextvaeError} `DATA` when a later split has a class of its own.
 */
export const classNames = (
  splits: readonly (readonly [Split, readonly Sentence[]])[],
): readonly string[] | undefined => {
  const [first, ...later] = splits;
  if (first?.[1][0]?.label === undefined) return undefined;
  const known = new Set(first[1].map(({ label }) => label as string));
  for (const [split, sentences] of later) {
    const index = sentences.findIndex(({ label }) => !known.has(label as string));
    if (index < 0) continue;
    throw new TextvaeError("DATA", `${split}, sentence ${index + 1}`, {
      expected: `a label of ${first[0]} (${[...known].slice(0, 10).join(", ")})`,
      got: JSON.stringify(sentences[index]?.label),
    });
  }
  const names = [...known];
  const integers = names.every((name) => /^-?\d+$/.test(name));
  return integers ? names.sort((a, b) => Number(a) - Number(b)) : names.sort();
};
