import type { PageFile } from "@textvae/core";
import { bytesOf, type Numbers } from "../pages/numbers.ts";

/** Items that lie together in a file: their columns one after the other. */
export interface Group {
  readonly at: number;
  readonly items: number;
  /** Ids of all of them. */
  readonly ids: number;
}

export type ColumnType = "int32" | "float32";

/** What stands beside the ids of an item, by name: its class, and fields of its own. */
export type Columns = Readonly<Record<string, ColumnType>>;

/** Where the columns of a group begin. Hashes come first, so that 64-bit numbers are aligned. */
export interface Places {
  /** `items` numbers of 64 bits. */
  readonly hashes: number;
  /** `items + 1` of 32 bits: where the ids of each begin among those of the group. */
  readonly offsets: number;
  /** `ids` of 32 bits. */
  readonly ids: number;
  /** `items` of 32 bits each. */
  readonly columns: Readonly<Record<string, number>>;
  readonly end: number;
}

export const placesOf = ({ at, items, ids }: Group, columns: Columns): Places => {
  const offsets = at + 8 * items;
  const idsAt = offsets + 4 * (items + 1);
  const first = idsAt + 4 * ids;
  const names = Object.keys(columns);
  const end = first + 4 * items * names.length;
  return {
    hashes: at,
    offsets,
    ids: idsAt,
    columns: Object.fromEntries(names.map((name, i) => [name, first + 4 * items * i])),
    end: Math.ceil(end / 8) * 8,
  };
};

export const arrayOf = (type: ColumnType, length: number): Int32Array | Float32Array =>
  type === "int32" ? new Int32Array(length) : new Float32Array(length);

/** Fills numbers with those that stand at a place of a file. */
export const readNumbers = <N extends Numbers>(file: PageFile, at: number, into: N): N => {
  file.read(at, bytesOf(into));
  return into;
};
