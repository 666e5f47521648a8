import type { PageFile, Split } from "@textvae/core";
import { includes, mapSplits, type PerSplit, SPLITS } from "@textvae/text";
import { type Columns, type Group, placesOf, readNumbers } from "./layout.ts";
import { createScratch } from "./scratch.ts";

/** Hashes that are held at once, about. */
const HELD = 1 << 19;

/** Items of a split that stand in each split before it, too, and those that stand in it before. */
export interface Repeated {
  readonly repeated: { readonly [split in Split]?: number };
  readonly within: number;
}

/**
 * Counts items that are equal by their hashes, in memory that does not grow with the corpus: hashes are
 * told apart by their remainders, and those of one remainder are compared at a time.
 */
export const countRepeated = (
  file: PageFile,
  splits: PerSplit<readonly Group[]>,
  columns: Columns,
): PerSplit<Repeated> => {
  const total = (groups: readonly Group[]) => groups.reduce((sum, { items }) => sum + items, 0);
  const hashesOf = (groups: readonly Group[]) => hashesIn(file, groups, columns);
  const counts = mapSplits(splits, () => ({
    repeated: {} as { [split in Split]?: number },
    within: 0,
  }));
  for (const split of SPLITS) {
    const groups = splits[split];
    if (!groups) continue;
    const parts = Math.max(1, Math.ceil(total(groups) / HELD));
    const later = SPLITS.slice(SPLITS.indexOf(split) + 1).filter((other) => splits[other]);
    const space = new Float64Array(Math.ceil((1.1 * total(groups)) / parts) + 64);
    for (let part = 0; part < parts; part++) {
      const held = sortedPart(hashesOf(groups), part, parts, space);
      const own = counts[split] as { within: number };
      for (let i = 1; i < held.length; i++) own.within += Number(held[i] === held[i - 1]);
      for (const other of later) {
        const found = countIn(hashesOf(splits[other] as readonly Group[]), held, part, parts);
        const { repeated } = counts[other] as { repeated: { [split in Split]?: number } };
        if (found > 0) repeated[split] = (repeated[split] ?? 0) + found;
      }
    }
  }
  return counts;
};

/** The hashes of each group, which hold until the next group. */
function* hashesIn(
  file: PageFile,
  groups: readonly Group[],
  columns: Columns,
): Iterable<Float64Array> {
  const scratch = createScratch(Float64Array);
  for (const group of groups) {
    yield readNumbers(file, placesOf(group, columns).hashes, scratch(group.items));
  }
}

/** Sorted hashes of a remainder, in the memory of `into`, which grows where it is too small. */
const sortedPart = (
  hashes: Iterable<Float64Array>,
  part: number,
  parts: number,
  into: Float64Array,
): Float64Array => {
  let [held, size] = [into, 0];
  for (const some of hashes) {
    for (let i = 0; i < some.length; i++) {
      const hash = some[i] as number;
      if (hash % parts !== part) continue;
      if (size === held.length) held = doubled(held);
      held[size++] = hash;
    }
  }
  return held.subarray(0, size).sort();
};

const doubled = (numbers: Float64Array): Float64Array => {
  const more = new Float64Array(2 * numbers.length);
  more.set(numbers);
  return more;
};

const countIn = (
  hashes: Iterable<Float64Array>,
  held: Float64Array,
  part: number,
  parts: number,
): number => {
  let count = 0;
  for (const some of hashes) {
    for (let i = 0; i < some.length; i++) {
      const hash = some[i] as number;
      if (hash % parts === part && includes(held, hash)) count++;
    }
  }
  return count;
};
