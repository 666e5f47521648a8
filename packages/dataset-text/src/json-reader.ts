import { TextvaeError } from "@textvae/core";
import type { RecordOptions } from "./format-name.ts";
import { besideText, valuesBeside } from "./kept-fields.ts";
import type { LineReader, Place, ReadText } from "./line-reader.ts";
import { labelIn, missingField, writable, wrongKind } from "./record-fields.ts";

/**
 * An object of JSON a line. Its text is a string, its class a string, an integer or a boolean.
 *
 * `read` throws `DATA` for a line that is no object, and for a field that is absent or of another kind.
 */
export const jsonReader = (options: RecordOptions): LineReader => ({
  read: (line, where) => textOfRecord(parse(line, where), options, where),
});

/** What the fields of a record hold. Throws `DATA` as a `jsonReader` does. */
export const textOfRecord = (record: Json, options: RecordOptions, where: Place): ReadText => {
  const { field = "text", labelField } = options;
  const kept = besideText(options);
  const beside = kept && {
    beside: valuesBeside(kept, (name) => fieldOf(record, name, where), where),
  };
  const text = fieldOf(record, field, where);
  if (typeof text !== "string") throw wrongKind(field, "a string", text, where);
  const read = { text: writable(text, field, where).trim(), ...beside };
  if (labelField === undefined) return read;
  const label = fieldOf(record, labelField, where);
  const named =
    ["string", "boolean", "bigint"].includes(typeof label) || Number.isSafeInteger(label);
  if (!named) throw wrongKind(labelField, "the name of a class", label, where);
  return { ...read, label: labelIn(writable(String(label), labelField, where), labelField, where) };
};

export type Json = Readonly<Record<string, unknown>>;

const parse = (line: string, where: Place): Json => {
  const wrong = (got: string, cause?: unknown) =>
    new TextvaeError("DATA", where(), {
      expected: "an object of JSON on one line",
      got,
      ...(cause !== undefined && { cause }),
    });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw wrong(JSON.stringify(line.slice(0, 40)), cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(JSON.stringify(value).slice(0, 40));
  }
  return value as Json;
};

const fieldOf = (record: Json, field: string, where: Place): unknown => {
  if (Object.hasOwn(record, field)) return record[field];
  throw missingField(field, Object.keys(record), where);
};
