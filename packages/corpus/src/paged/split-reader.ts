import type { PageFile } from "@textvae/core";
import { bytesOf } from "../pages/numbers.ts";
import { type Columns, type Group, placesOf, readNumbers } from "./layout.ts";

/** The items 0 … size − 1 of a split, read from a file when they are asked for. */
export interface PagedItems {
  readonly size: number;
  /** Ids of an item. */
  length(item: number): number;
  /** Puts the ids of an item into a place. Throws `STORAGE` where the file can't be read. */
  copy(item: number, into: Int32Array, at: number): void;
  /** The values of a column of numbers, of these items: of its type. */
  column<N extends Int32Array | Float64Array>(name: string, items: Int32Array, into: N): N;
  /** The values of a column of strings. */
  strings(name: string, items: Int32Array): string[];
}

/** Ids that are read at once where items are asked for one after the other. */
const AHEAD = 1 << 14;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Memory holds four bytes an item: where its ids begin. */
export const pagedItems = (
  file: PageFile,
  groups: readonly Group[],
  columns: Columns,
): PagedItems => {
  const firsts: number[] = [];
  let size = 0;
  const held = groups.map((group) => {
    firsts.push(size);
    size += group.items;
    const places = placesOf(group, columns);
    const offsets = readNumbers(file, places.offsets, new Uint32Array(group.items + 1));
    return { places, offsets };
  });

  /** The group of an item; the last one asked about is often meant again. */
  let last = 0;
  const groupOf = (item: number): number => {
    const within = (g: number) => (firsts[g] as number) <= item && item < (firsts[g + 1] ?? size);
    if (within(last)) return last;
    let [low, high] = [0, groups.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((firsts[middle] as number) <= item) low = middle;
      else high = middle - 1;
    }
    last = low;
    return low;
  };

  const find = (item: number) => {
    const g = groupOf(item);
    const { places, offsets } = held[g] as (typeof held)[number];
    const within = item - (firsts[g] as number);
    const [start, end] = [offsets[within] as number, offsets[within + 1] as number];
    return { places, within, start, end, count: offsets.length - 1 };
  };

  /** The ids of a group from one place to another, as they were read last. */
  const ahead = { ids: new Int32Array(AHEAD), group: -1, from: 0, to: 0 };
  let previous = -1;
  const inTurn = (item: number, start: number, end: number): Int32Array => {
    const group = groupOf(item);
    if (ahead.group !== group || start < ahead.from || end > ahead.to) {
      const { places, offsets } = held[group] as (typeof held)[number];
      const to = Math.min(start + AHEAD, offsets[offsets.length - 1] as number);
      readNumbers(file, places.ids + 4 * start, ahead.ids.subarray(0, to - start));
      Object.assign(ahead, { group, from: start, to });
    }
    return ahead.ids.subarray(start - ahead.from, end - ahead.from);
  };

  return {
    size,
    length(item) {
      const { start, end } = find(item);
      return end - start;
    },
    copy(item, into, at) {
      const { places, start, end } = find(item);
      const follows = item === previous + 1;
      previous = item;
      if (end === start) return;
      if (follows && end - start <= AHEAD) into.set(inTurn(item, start, end), at);
      else readNumbers(file, places.ids + 4 * start, into.subarray(at, at + end - start));
    },
    column(name, items, into) {
      for (const [row, item] of items.entries()) {
        const { places, within } = find(item);
        const at = (places.columns[name] as number) + into.BYTES_PER_ELEMENT * within;
        file.read(at, bytesOf(into.subarray(row, row + 1)));
      }
      return into;
    },
    strings(name, items) {
      const ends = new Uint32Array(2);
      return Array.from(items, (item) => {
        const { places, within, count } = find(item);
        const at = places.columns[name] as number;
        const [start, end] = readNumbers(file, at + 4 * within, ends) as unknown as number[];
        const bytes = new Uint8Array((end as number) - (start as number));
        file.read(at + 4 * (count + 1) + (start as number), bytes);
        return decoder.decode(bytes);
      });
    },
  };
};
