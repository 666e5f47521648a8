import { nearest, TextvaeError } from "@textvae/core";
import { integerLabel } from "@textvae/text";
import { type Format, isRecordFormat, type RecordOptions } from "./format-name.ts";
import type { Place } from "./line-reader.ts";

/** Throws `OPTION` where records have no field that is read, or lines have one. */
export const requireField = (format: Format, options: RecordOptions, name: string): void => {
  if (isRecordFormat(format)) {
    if (options.field !== undefined) return;
    throw new TextvaeError("OPTION", `${name}.field`, {
      expected: `the name of the field of ${format} that holds the text`,
      got: "none",
      hint: "Name it: --field text.",
    });
  }
  const given = (["field", "labelField", "keepFields", "weightField", "quotes"] as const).find(
    (key) => options[key] !== undefined,
  );
  if (given === undefined) return;
  throw new TextvaeError("OPTION", `${name}.${given}`, {
    expected: `none beside format ${format}, whose lines have no named fields`,
    got:
      typeof options[given] === "object" ? JSON.stringify(options[given]) : String(options[given]),
    hint: "Records are files that end in .jsonl, .csv, .tsv or .parquet, or --format says so.",
  });
};

/** A record has no such field. */
export const missingField = (
  field: string,
  known: readonly string[],
  where: Place,
): TextvaeError => {
  const near = nearest(field, known);
  return new TextvaeError("DATA", where(), {
    expected: `a field ${JSON.stringify(field)}`,
    got: known.length === 0 ? "no fields" : known.slice(0, 10).join(", "),
    ...(near !== undefined && { hint: `Did you mean ${JSON.stringify(near)}?` }),
  });
};

/** The name of a class as a field has it; integers have one name, however they are written. Throws `DATA` for none. */
export const labelIn = (value: string, field: string, where: Place): string => {
  const label = value.trim();
  if (label === "") throw wrongKind(field, "the name of a class", value, where);
  return /^[+-]?\d+$/.test(label) ? integerLabel(label) : label;
};

/**
 * A string that a file of lines could hold, too: a record can say characters that none has, and that would
 * not be found again in a vocabulary. Throws `DATA` for another.
 */
export const writable = (value: string, field: string, where: Place): string => {
  if (!/[\0\p{Cs}]/u.test(value)) return value;
  throw new TextvaeError("DATA", where(), {
    expected: `text in ${JSON.stringify(field)} without NUL and halves of surrogate pairs`,
    got: JSON.stringify(value.slice(0, 40)),
    hint: "Put U+FFFD in the place of these, or remove them.",
  });
};

/** A field holds a value of another kind. */
export const wrongKind = (
  field: string,
  expected: string,
  value: unknown,
  where: Place,
): TextvaeError =>
  new TextvaeError("DATA", where(), {
    expected: `${expected} in ${JSON.stringify(field)}`,
    got: JSON.stringify(value)?.slice(0, 40) ?? "nothing",
  });
