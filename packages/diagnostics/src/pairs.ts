import { TextvaeError } from "@textvae/core";
import { describe, type Rows, tableOf } from "./given-rows.ts";

/** Rows of numbers and the rows to be told from them, row-major. */
export interface Pairs {
  readonly from_NI: Float32Array;
  readonly to_NO: Float32Array;
  readonly rows: number;
}

/** The same as rows from elsewhere. */
export interface GivenPairs {
  readonly from: Rows;
  readonly to: Rows;
}

type Splits<Of> = { readonly [split in "train" | "valid" | "test"]: Of };

/**
 * Pairs of three splits, row for row and of one width each.
 *
 * @throws {TextvaeError} `OPTION` for a split that is absent, `SHAPE` for rows that do not fit.
 */
export const checkPairs = (where: string, splits: Splits<Pairs | GivenPairs>): Splits<Pairs> => {
  const pairs = (split: "train" | "valid" | "test") =>
    pairsOf(`${where}.${split}`, splits?.[split]);
  const checked = { train: pairs("train"), valid: pairs("valid"), test: pairs("test") };
  for (const split of ["valid", "test"] as const) {
    const [expected, got] = [widths(checked.train), widths(checked[split])];
    if (got !== expected) {
      throw new TextvaeError("SHAPE", `${where}.${split}`, { expected, got });
    }
  }
  return checked;
};

const widths = ({ from_NI, to_NO, rows }: Pairs): string =>
  `rows of ${from_NI.length / rows} numbers to rows of ${to_NO.length / rows}`;

const pairsOf = (where: string, given: Pairs | GivenPairs | undefined): Pairs => {
  const fits = typeof given === "object" && given !== null && ("from" in given || "rows" in given);
  if (!fits) {
    throw new TextvaeError("OPTION", where, {
      expected: "pairs of rows, { from, to }",
      got: describe(given),
    });
  }
  const { from, to } = "from" in given ? given : asRows(given);
  const [known, told] = [tableOf(`${where}.from`, from), tableOf(`${where}.to`, to)];
  if (known.count !== told.count) {
    throw new TextvaeError("SHAPE", where, {
      expected: `as many rows to tell as to tell them from, ${known.count}`,
      got: `${told.count}`,
    });
  }
  return { from_NI: known.values_NZ, to_NO: told.values_NZ, rows: known.count };
};

const asRows = ({ from_NI, to_NO, rows }: Pairs): GivenPairs => ({
  from: { codes_NZ: from_NI, size: from_NI?.length / rows },
  to: { codes_NZ: to_NO, size: to_NO?.length / rows },
});
