import type { PageFile } from "@textvae/core";
import { createGroupWriter } from "../paged/group-writer.ts";
import type { Columns, Group } from "../paged/layout.ts";
import type { ItemReading, ItemTotals } from "./item-reading.ts";

/** What of a split stands in a file. */
export interface WrittenSplit extends ItemTotals {
  readonly groups: readonly Group[];
  readonly items: number;
  /** Ids, and ends. */
  readonly tokens: number;
  readonly longest: number;
}

export interface SplitWriting {
  readonly columns: Columns;
  /** The number of a class. */
  classOf(item: number, label: string): number;
}

const NOTHING = {};

/** Writes the items of a split into a file from a place on; gives where the file goes on. */
export const writeSplit = async (
  file: PageFile,
  start: number,
  { items: reading, totals }: Pick<ItemReading<unknown>, "items" | "totals">,
  { columns, classOf }: SplitWriting,
): Promise<{ readonly at: number; readonly written: WrittenSplit }> => {
  const writer = createGroupWriter(file, start, columns);
  let [items, tokens, longest] = [0, 0, 0];
  for await (const some of reading) {
    for (const { ids, begin = 0, end = ids.length, hash, label, beside = NOTHING } of some) {
      const columns = label === undefined ? beside : { label: classOf(items, label), ...beside };
      writer.add({ ids, begin, end, hash, columns });
      items++;
      tokens += end - begin + 1;
      longest = Math.max(longest, end - begin);
    }
  }
  const { groups, at } = writer.end();
  return { at, written: { groups, items, tokens, longest, ...totals() } };
};
