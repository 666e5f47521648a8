import { Tensor } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/core";

/** Rows of numbers that came from elsewhere: lists, or one flat array with the width of a row. */
export type Rows =
  | readonly ArrayLike<number>[]
  | { readonly codes_NZ: ArrayLike<number>; readonly size: number };

/** N rows of Z finite numbers, row-major. */
export interface Table {
  readonly values_NZ: Float32Array;
  readonly count: number;
  readonly size: number;
}

/**
 * Rows from elsewhere as one table in single precision.
 *
 * @throws {TextvaeError} `SHAPE` for what is no such rows, is empty, or holds what is no finite number.
 */
export const tableOf = (where: string, rows: Rows): Table => {
  const { flat, size } = flatten(where, rows);
  const numeric = (value: unknown) => (typeof value === "number" ? value : Number.NaN);
  const values_NZ = Float32Array.from(flat, numeric);
  const bad = values_NZ.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const place = `row ${Math.floor(bad / size)}, column ${bad % size}`;
    refuse(where, "finite numbers of single precision", `${String(flat[bad])} in ${place}`);
  }
  return { values_NZ, count: values_NZ.length / size, size };
};

const flatten = (where: string, rows: Rows): { flat: ArrayLike<number>; size: number } => {
  if (isFlat(rows)) {
    const { codes_NZ: flat, size } = rows;
    if (isList(flat) && flat.length > 0 && size > 0 && Number.isInteger(flat.length / size)) {
      if (Number.isInteger(size)) return { flat, size };
    }
    const got = isList(flat) ? `${flat.length} numbers` : describe(flat);
    return refuse(where, "codes_NZ of N × size numbers", `${got} and size ${String(size)}`);
  }
  if (!(Array.isArray(rows) && rows.length > 0 && rows.every(isList))) {
    return refuse(where, EXPECTED, describe(rows), hintFor(rows));
  }
  const size = (rows[0] as ArrayLike<number>).length;
  const other = rows.findIndex((row) => row.length !== size);
  if (size === 0) refuse(where, EXPECTED, "rows without numbers");
  if (other > 0)
    refuse(where, EXPECTED, `${size} in row 0, ${rows[other]?.length} in row ${other}`);
  return { flat: rows.flatMap((row: ArrayLike<number>) => Array.from(row)), size };
};

const EXPECTED = "rows of equally many numbers, at least one";

/** Whether something is a flat array that says its width. */
export const isFlat = (value: unknown): value is Extract<Rows, { size: number }> =>
  typeof value === "object" && value !== null && "codes_NZ" in value;

/** Whether something is a list of values, which a tensor is not. */
export const isList = (value: unknown): value is ArrayLike<number> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

/** What was handed over, in a few words. */
export const describe = (value: unknown): string => {
  if (value instanceof Tensor) return `a tensor [${value.shape}]`;
  if (value instanceof Promise) return "a promise";
  if (isList(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? String(value);
  return `{ ${Object.keys(value).slice(0, 6).join(", ")} }`;
};

/** The next step for what is often handed over in the place of rows. */
export const hintFor = (value: unknown): string | undefined => {
  if (value instanceof Tensor) return "Bring it to the host: await z_NZ.array().";
  if (value instanceof Promise) return "Await it first.";
  if (isList(value) && value.length > 0) return "A flat array says its width: { codes_NZ, size }.";
  return undefined;
};

const refuse = (where: string, expected: string, got: string, hint?: string): never => {
  throw new TextvaeError("SHAPE", where, { expected, got, ...(hint !== undefined && { hint }) });
};
