import type { PageFile } from "@textvae/core";
import { type Columns, type ColumnType, type Group, placesOf, readNumbers } from "./layout.ts";
import { createScratch } from "./scratch.ts";

/** A group of items in memory, which holds until the next one is read. */
export interface ReadGroup {
  readonly items: number;
  readonly hashes: Float64Array;
  /** Where the ids of each begin. */
  readonly offsets: Uint32Array;
  readonly ids: Int32Array;
  /** What stands in a column of an item. */
  value(column: string, item: number): string | number;
}

type Value = (item: number) => string | number;

/** Reads groups of a file as a whole, one after the other. */
export const groupReader = (file: PageFile, columns: Columns): ((group: Group) => ReadGroup) => {
  const hashes = createScratch(Float64Array);
  const offsets = createScratch(Uint32Array);
  const ids = createScratch(Int32Array);
  return (group) => {
    const places = placesOf(group, columns);
    const values = new Map(
      Object.entries(columns).map(([name, type]): [string, Value] => {
        const at = places.columns[name] as number;
        if (type === "string")
          return [name, stringsAt(file, at, group, group.strings?.[name] ?? 0)];
        return [name, numbersAt(file, at, type, group)];
      }),
    );
    return {
      items: group.items,
      hashes: readNumbers(file, places.hashes, hashes(group.items)),
      offsets: readNumbers(file, places.offsets, offsets(group.items + 1)),
      ids: readNumbers(file, places.ids, ids(group.ids)),
      value: (column, item) => (values.get(column) as Value)(item),
    };
  };
};

const numbersAt = (
  file: PageFile,
  at: number,
  type: Exclude<ColumnType, "string">,
  { items }: Group,
): Value => {
  const numbers = type === "int32" ? new Int32Array(items) : new Float64Array(items);
  readNumbers(file, at, numbers);
  return (item) => numbers[item] as number;
};

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const stringsAt = (file: PageFile, at: number, { items }: Group, length: number): Value => {
  const ends = readNumbers(file, at, new Uint32Array(items + 1));
  const bytes = new Uint8Array(length);
  file.read(at + ends.byteLength, bytes);
  return (item) => decoder.decode(bytes.subarray(ends[item], ends[item + 1]));
};
