import type { Beside, BesideType, BesideValue } from "@textvae/core";
import type { BesideTypes } from "@textvae/text";
import type { Columns, ColumnType } from "./layout.ts";
import type { PagedItems } from "./split-reader.ts";

/** The column of a value beside texts. The class of an item has one that is called otherwise. */
export const columnOf = (name: string): string => `beside ${name}`;

const COLUMN: Readonly<Record<BesideType, ColumnType>> = {
  string: "string",
  integer: "int32",
  number: "float64",
};

const columnsBeside = (types: BesideTypes): Columns =>
  Object.fromEntries(Object.entries(types).map(([name, type]) => [columnOf(name), COLUMN[type]]));

/** The columns of items: their class, and what they have beside their texts. */
export const columnsOf = ({
  labelled,
  beside = {},
}: {
  readonly labelled: boolean;
  readonly beside?: BesideTypes | undefined;
}): Columns => ({ ...(labelled && { label: "int32" as const }), ...columnsBeside(beside) });

/** The values of a column of numbers, of these items. */
export const numbersOf = (
  items: PagedItems,
  name: string,
  type: BesideType,
  rows: Int32Array,
): Int32Array | Float64Array =>
  items.column(
    columnOf(name),
    rows,
    type === "integer" ? new Int32Array(rows.length) : new Float64Array(rows.length),
  );

/** What these items have beside their texts. */
export const besideOf = (items: PagedItems, types: BesideTypes, rows: Int32Array): Beside[] => {
  const columns = Object.entries(types).map(([name, type]): [string, ArrayLike<BesideValue>] => [
    name,
    type === "string" ? items.strings(columnOf(name), rows) : numbersOf(items, name, type, rows),
  ]);
  return Array.from(rows, (_, i) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[i] as BesideValue])),
  );
};
