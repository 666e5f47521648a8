import { parquetWriteBuffer } from "hyparquet-writer";
import type { CodeTable } from "./code-table.ts";

/** Rows that a reader takes at once. */
const ROW_GROUP = 100_000;

type Writing = Parameters<typeof parquetWriteBuffer>[0];
type Schema = NonNullable<Writing["schema"]>;

const text = (name: string, repetition: "REQUIRED" | "OPTIONAL"): Schema => [
  { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: repetition },
];
const number = (name: string, type: "FLOAT" | "DOUBLE"): Schema => [
  { name, type, repetition_type: "REQUIRED" },
];
const vector = (name: string): Schema => [
  { name, repetition_type: "REQUIRED", num_children: 1, converted_type: "LIST" },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  { name: "element", type: "FLOAT", repetition_type: "REQUIRED" },
];

/**
 * A table of codes as the content of a Parquet file: `text`, `code` (a list of single precision),
 * `x`, `y`, `label` (null where there is none), `nll` (double precision), and of a conditional
 * model `condition`, what it was told beside the code. What the columns are of and by which
 * estimators stands as JSON under the key `textvae` of the file.
 *
 * Source: "Apache Parquet: file format", 2013-, https://parquet.apache.org/docs/file-format/
 */
export const encodeParquet = (table: CodeTable): Uint8Array => {
  const { texts, points, place_N2, labels, nll_N, facts } = table;
  const axis = (k: number) => points.map((_, n) => place_N2[2 * n + k] as number);
  const told = points.some(({ c }) => c);
  const columns = [
    { schema: text("text", "REQUIRED"), data: [...texts] },
    { schema: vector("code"), data: points.map(({ z }) => [...z]) },
    { schema: number("x", "FLOAT"), data: axis(0) },
    { schema: number("y", "FLOAT"), data: axis(1) },
    { schema: text("label", "OPTIONAL"), data: points.map((_, n) => labels?.[n] ?? null) },
    { schema: number("nll", "DOUBLE"), data: [...nll_N] },
    ...(told ? [{ schema: vector("condition"), data: points.map(({ c }) => [...(c ?? [])]) }] : []),
  ];
  const named = columns.map(({ schema, data }) => ({ name: schema[0]?.name as string, data }));
  const root = { name: "root", num_children: columns.length };
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: named,
      schema: [root, ...columns.flatMap(({ schema }) => schema)],
      rowGroupSize: ROW_GROUP,
      kvMetadata: [{ key: "textvae", value: JSON.stringify(facts) }],
      createdBy: "textvae",
    }),
  );
};
