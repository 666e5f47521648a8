import { TextvaeError } from "@textvae/core";
import type { RecordOptions } from "./format-name.ts";
import { besideText, valuesBeside } from "./kept-fields.ts";
import type { LineReader, Place } from "./line-reader.ts";
import { labelIn, missingField } from "./record-fields.ts";

/** Lines of one record. More are taken for quotes that nobody closes. */
const LONGEST = 10_000;

/**
 * Values with a separator between them, under a line with the names of their columns. A value in quotes may
 * hold separators, ends of lines, and quotes that are doubled.
 *
 * Source: RFC 4180, Common Format and MIME Type for CSV Files, Y. Shafranovich, 2005,
 * https://www.rfc-editor.org/rfc/rfc4180
 *
 * `read` throws `DATA` for stray quotes, for a record of more or fewer values than columns, and for a
 * column that is absent or comes twice.
 */
export const separatedReader = (separator: string, options: RecordOptions): LineReader => {
  const { field = "text", labelField, quotes = true } = options;
  const kept = besideText(options);
  let columns: Named;
  let named = false;
  let begun: { readonly where: Place; readonly lines: string[] } | undefined;

  const nameColumns = (names: readonly string[], where: Place) => {
    const text = columnOf(names, field, where);
    const label = labelField ? columnOf(names, labelField, where) : -1;
    const beside = Object.keys(kept ?? {}).map((name) => [name, columnOf(names, name, where)]);
    columns = { names, text, label, beside: Object.fromEntries(beside) };
    named = true;
  };

  return {
    begun: () => begun?.where(),
    read(line, where) {
      const { where: start, lines } = begun ?? { where, lines: [] };
      lines.push(line);
      const values = valuesIn(lines.join("\n"), separator, quotes, start);
      if (values) begun = undefined;
      else {
        const first = start();
        begun = { where: () => first, lines };
        if (lines.length > LONGEST) throw wrong(start, "quotes that are closed", "none for long");
        return undefined;
      }
      if (!named) {
        nameColumns(
          values.map((name) => name.trim()),
          start,
        );
        return undefined;
      }
      if (values.length !== columns.names.length) {
        throw wrong(start, `${columns.names.length} values, one a column`, `${values.length}`);
      }
      const text = (values[columns.text] as string).trim();
      const read = (name: string) => values[columns.beside[name] as number];
      return {
        text,
        ...(labelField && {
          label: labelIn(values[columns.label] as string, labelField, start),
        }),
        ...(kept && { beside: valuesBeside(kept, read, start) }),
      };
    },
  };
};

/** The names of columns, and where those stand that are read. */
interface Named {
  readonly names: readonly string[];
  readonly text: number;
  /** −1 where there is none. */
  readonly label: number;
  readonly beside: Readonly<Record<string, number>>;
}

const columnOf = (names: readonly string[], field: string, where: Place): number => {
  const at = names.indexOf(field);
  if (at < 0) throw missingField(field, names, where);
  if (names.indexOf(field, at + 1) < 0) return at;
  throw wrong(where, `one column ${JSON.stringify(field)}`, "two");
};

/** The values of a record; undefined where a quote is open at its end. Throws `DATA` for stray quotes. */
export const valuesIn = (
  record: string,
  separator: string,
  quotes: boolean,
  where: Place,
): string[] | undefined => {
  if (!quotes || !record.includes('"')) return record.split(separator);
  const values: string[] = [];
  for (let at = 0; ; at++) {
    const quoted = record[at] === '"';
    const found = quoted ? quotedValue(record, at + 1) : bareValue(record, at, separator);
    if (!found) return undefined;
    if (!quoted && found.value.includes('"')) throw stray(where, found.value);
    values.push(found.value);
    at = found.end;
    if (at >= record.length) return values;
    if (record[at] !== separator) throw stray(where, record.slice(at));
  }
};

const quotedValue = (record: string, start: number) => {
  let value = "";
  for (let at = start; ; ) {
    const quote = record.indexOf('"', at);
    if (quote < 0) return undefined;
    value += record.slice(at, quote);
    if (record[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
};

const bareValue = (record: string, start: number, separator: string) => {
  const found = record.indexOf(separator, start);
  const end = found < 0 ? record.length : found;
  return { value: record.slice(start, end), end };
};

const stray = (where: Place, found: string): TextvaeError =>
  wrong(where, "quotes around whole values alone", JSON.stringify(found.slice(0, 40)));

const wrong = (where: Place, expected: string, got: string): TextvaeError =>
  new TextvaeError("DATA", where(), {
    expected,
    got,
    hint: "If quotes are part of the text here, read it with --no-quotes.",
  });
