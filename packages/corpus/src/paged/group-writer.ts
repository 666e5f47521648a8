import type { PageFile } from "@textvae/core";
import { bytesOf } from "../pages/numbers.ts";
import { columnWriter } from "./column-writer.ts";
import { type Columns, type Group, placesOf } from "./layout.ts";

/** A group ends with this many items, ids, or bytes of strings, whichever come first. */
const [ITEMS, IDS, STRINGS] = [1 << 15, 1 << 20, 1 << 22];

/** An item as it is written. */
export interface PagedItem {
  readonly ids: ArrayLike<number>;
  /** Which of these they are: from one on and before another. Default: all. */
  readonly begin?: number | undefined;
  readonly end?: number | undefined;
  /** Equal for equal items: `hashOf` their words. */
  readonly hash: number;
  /** A value for each column. */
  readonly columns: Readonly<Record<string, string | number>>;
}

export interface GroupWriter {
  add(item: PagedItem): void;
  /** Writes what is left; the groups, and where the file goes on. */
  end(): { readonly groups: readonly Group[]; readonly at: number };
}

/** Writes items into a file from a place on. Memory holds one group of them. */
export const createGroupWriter = (file: PageFile, start: number, columns: Columns): GroupWriter => {
  const groups: Group[] = [];
  let at = start;
  const hashes = new Float64Array(ITEMS);
  const offsets = new Uint32Array(ITEMS + 1);
  const beside = Object.entries(columns).map(
    ([name, type]) => [name, columnWriter(type, ITEMS)] as const,
  );
  const bytesOfStrings = () => beside.reduce((sum, [, column]) => sum + column.bytes(), 0);
  let ids = new Int32Array(IDS);
  let [items, used] = [0, 0];

  const flush = () => {
    if (items === 0) return;
    const strings = Object.fromEntries(
      beside
        .filter(([name]) => columns[name] === "string")
        .map(([name, column]) => [name, column.bytes()]),
    );
    const some = Object.keys(strings).length > 0;
    const group = { at, items, ids: used, ...(some && { strings }) };
    const places = placesOf(group, columns);
    file.write(places.hashes, bytesOf(hashes.subarray(0, items)));
    file.write(places.offsets, bytesOf(offsets.subarray(0, items + 1)));
    file.write(places.ids, bytesOf(ids.subarray(0, used)));
    for (const [name, column] of beside) column.flush(file, places.columns[name] as number);
    pad(places.end);
    groups.push(group);
    at = places.end;
    [items, used] = [0, 0];
  };

  /** A file ends where its last group does, though its last bytes may be padding. */
  const pad = (end: number) => {
    const missing = end - file.size();
    if (missing > 0) file.write(file.size(), new Uint8Array(missing));
  };

  const grow = (needed: number) => {
    if (needed <= ids.length) return;
    const grown = new Int32Array(Math.max(needed, 2 * ids.length));
    grown.set(ids.subarray(0, used));
    ids = grown;
  };

  return {
    add(item) {
      const { begin = 0, end = item.ids.length } = item;
      const length = end - begin;
      const full = used + length > IDS || bytesOfStrings() > STRINGS;
      if (items === ITEMS || (items > 0 && full)) flush();
      grow(used + length);
      // A view of some of the ids for each item would be work for whoever tidies memory.
      for (let i = 0; i < length; i++) ids[used + i] = item.ids[begin + i] as number;
      hashes[items] = item.hash;
      offsets[items] = used;
      for (const [name, column] of beside) column.add(item.columns[name] as string | number);
      used += length;
      items++;
      offsets[items] = used;
    },
    end() {
      flush();
      return { groups, at };
    },
  };
};
