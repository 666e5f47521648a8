import type { PageFile } from "@textvae/core";
import { bytesOf } from "../pages/numbers.ts";
import type { ColumnType } from "./layout.ts";

/** Values of one column, until a group of them is written. */
export interface ColumnWriter {
  add(value: string | number): void;
  /** Bytes of strings that were added. */
  bytes(): number;
  /** Writes what was added to a place, and begins anew. */
  flush(file: PageFile, at: number): void;
}

export const columnWriter = (type: ColumnType, items: number): ColumnWriter =>
  type === "string"
    ? stringWriter(items)
    : numberWriter(type === "int32" ? new Int32Array(items) : new Float64Array(items));

const numberWriter = (values: Int32Array | Float64Array): ColumnWriter => {
  let size = 0;
  return {
    add(value) {
      values[size++] = Number(value);
    },
    bytes: () => 0,
    flush(file, at) {
      file.write(at, bytesOf(values.subarray(0, size)));
      size = 0;
    },
  };
};

const stringWriter = (items: number): ColumnWriter => {
  const encoder = new TextEncoder();
  const ends = new Uint32Array(items + 1);
  let bytes = new Uint8Array(1 << 12);
  let [size, used] = [0, 0];
  return {
    add(value) {
      const text = String(value);
      const needed = used + 3 * text.length; // a code unit is at most three bytes
      if (needed > bytes.length) {
        const grown = new Uint8Array(Math.max(needed, 2 * bytes.length));
        grown.set(bytes.subarray(0, used));
        bytes = grown;
      }
      used += encoder.encodeInto(text, bytes.subarray(used)).written;
      ends[++size] = used;
    },
    bytes: () => used,
    flush(file, at) {
      file.write(at, bytesOf(ends.subarray(0, size + 1)));
      file.write(at + 4 * (size + 1), bytes.subarray(0, used));
      [size, used] = [0, 0];
    },
  };
};
