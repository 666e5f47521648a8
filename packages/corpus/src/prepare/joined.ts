import type { BesideValue, Split } from "@textvae/core";
import { groupReader, type ReadGroup } from "../paged/group-reader.ts";
import { readWords } from "./counted-words.ts";
import type { ItemReading, ReadItem } from "./item-reading.ts";
import type { Part, PartSplit } from "./part.ts";
import type { ReadingFacts } from "./reading.ts";
import type { WordIds } from "./words.ts";

export interface Joining {
  /** In the order of the text. */
  readonly parts: readonly Part[];
  readonly words: WordIds;
  /** What is known of a split, of what the readings of its parts told. */
  factsOf(split: Split, found: readonly unknown[]): ReadingFacts;
}

/** The items of a split that stand in parts, in their order. */
export const joined = ({ parts, words, factsOf }: Joining, split: Split): ItemReading => {
  const held = parts.flatMap(({ file, columns, splits }) => {
    const of = splits[split];
    return of ? [{ file, columns, of }] : [];
  });
  const sum = (count: (of: PartSplit) => number) =>
    held.reduce((total, { of }) => total + count(of), 0);
  async function* items(): AsyncIterable<Iterable<ReadItem>> {
    for (const { file, columns, of } of held) {
      const read = groupReader(file, columns);
      const becomes = of.words && words.adopt?.(readWords(file, of.words));
      const { label: _, ...others } = columns;
      const beside = Object.keys(others);
      for (const group of of.groups) yield itemsIn(read(group), of, { beside, becomes });
    }
  }
  return {
    items: items(),
    totals: () => ({
      text: { words: sum(({ text }) => text.words), bytes: sum(({ text }) => text.bytes) },
      cutItems: sum(({ cutItems }) => cutItems),
      cutIds: sum(({ cutIds }) => cutIds),
    }),
    facts: () =>
      factsOf(
        split,
        held.map(({ of }) => of.facts),
      ),
  };
};

interface Becoming {
  /** Columns beside that of classes. */
  readonly beside: readonly string[];
  /** The ids in the place of those of the part; absent where they stay. */
  readonly becomes: Int32Array | undefined;
}

function* itemsIn(
  { items, hashes, offsets, ids, value }: ReadGroup,
  { classes }: PartSplit,
  { beside, becomes }: Becoming,
): Iterable<ReadItem> {
  const besideOf = (item: number): ReadItem["beside"] =>
    Object.fromEntries(beside.map((name): [string, BesideValue] => [name, value(name, item)]));
  if (becomes) for (let i = 0; i < ids.length; i++) ids[i] = becomes[ids[i] as number] as number;
  for (let item = 0; item < items; item++) {
    yield {
      ids,
      begin: offsets[item] as number,
      end: offsets[item + 1] as number,
      hash: hashes[item] as number,
      label: classes.length > 0 ? classes[value("label", item) as number] : undefined,
      beside: beside.length > 0 ? besideOf(item) : undefined,
    };
  }
}
