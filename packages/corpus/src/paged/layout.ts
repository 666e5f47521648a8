import type { PageFile } from "@textvae/core";
import { bytesOf, type Numbers } from "../pages/numbers.ts";

/** Items that lie together in a file: their columns one after the other. */
export interface Group {
  readonly at: number;
  readonly items: number;
  /** Ids of all of them. */
  readonly ids: number;
  /** Bytes of each column of strings. */
  readonly strings?: Readonly<Record<string, number>>;
}

export type ColumnType = "int32" | "float64" | "string";

/** What stands beside the ids of an item, by name: its class, and fields of its own. */
export type Columns = Readonly<Record<string, ColumnType>>;

/** Where the columns of a group begin, each at a multiple of 8. */
export interface Places {
  /** `items` numbers of 64 bits. */
  readonly hashes: number;
  /** `items + 1` of 32 bits: where the ids of each begin among those of the group. */
  readonly offsets: number;
  /** `ids` of 32 bits. */
  readonly ids: number;
  /** `items` numbers each; of strings `items + 1` of 32 bits, where each begins among the bytes behind them. */
  readonly columns: Readonly<Record<string, number>>;
  readonly end: number;
}

export const placesOf = (group: Group, columns: Columns): Places => {
  const { at, items, ids, strings } = group;
  let end = at;
  const place = (bytes: number): number => {
    const start = end;
    end = Math.ceil((start + bytes) / 8) * 8;
    return start;
  };
  return {
    hashes: place(8 * items),
    offsets: place(4 * (items + 1)),
    ids: place(4 * ids),
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, type]) => [
        name,
        place(type === "string" ? 4 * (items + 1) + (strings?.[name] ?? 0) : BYTES[type] * items),
      ]),
    ),
    end,
  };
};

const BYTES = { int32: 4, float64: 8 } as const;

/** Fills numbers with those that stand at a place of a file. */
export const readNumbers = <N extends Numbers>(file: PageFile, at: number, into: N): N => {
  file.read(at, bytesOf(into));
  return into;
};
