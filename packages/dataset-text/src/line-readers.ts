import { TextvaeError } from "@textvae/core";
import { integerLabel } from "@textvae/text";
import {
  type Format,
  isRecordFormat,
  type RecordFormat,
  type RecordOptions,
} from "./format-name.ts";
import { jsonReader } from "./json-reader.ts";
import type { LineReader, Place, ReadText } from "./line-reader.ts";
import { separatedReader } from "./separated-reader.ts";

export const lineReader = (format: Format, options: RecordOptions): LineReader => {
  if (!isRecordFormat(format)) return { read: plain[format] };
  if (format === "csv" || format === "tsv") {
    return separatedReader(format === "csv" ? "," : "\t", options);
  }
  return jsonReader(options);
};

type Plain = Exclude<Format, RecordFormat>;

const plain: Readonly<Record<Plain, (line: string, where: Place) => ReadText>> = {
  lines: (line) => ({ text: line.trim() }),

  "label-tab": (line, where) => {
    const tab = line.indexOf("\t");
    const label = line.slice(0, Math.max(tab, 0)).trim();
    if (label === "") {
      throw new TextvaeError("DATA", where(), {
        expected: "label<TAB>text",
        got: tab < 0 ? "a line without a tab" : "a line without a label",
        hint: tab < 0 ? 'For unlabelled text use format "lines".' : "Name every line's class.",
      });
    }
    const text = line.slice(tab + 1);
    if (text.trimEnd().includes("\t")) {
      throw new TextvaeError("DATA", where(), {
        expected: "label<TAB>text",
        got: `${text.trimEnd().split("\t").length + 1} columns`,
        hint: "Remove the others, or put spaces in the place of tabs within the text.",
      });
    }
    return { label, text: text.trim() };
  },

  "rating-first": (line, where) => {
    const [, rating = "", text = ""] = /^(\S*)\s*(.*)$/su.exec(line.trim()) ?? [];
    if (!/^-?\d+$/.test(rating)) {
      throw new TextvaeError("DATA", where(), {
        expected: "an integer rating as the first token",
        got: JSON.stringify(rating.slice(0, 40)),
        hint: 'For unrated text use format "lines".',
      });
    }
    return { label: integerLabel(rating), text };
  },
};
