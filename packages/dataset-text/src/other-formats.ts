import { TextvaeError } from "@textvae/core";
import type { Format } from "./format-name.ts";

/** What all lines of a file look like that is of another format than it is read as. */
interface Other {
  readonly looks: (line: string) => boolean;
  readonly got: string;
  readonly hint: string;
}

const LABELLED = 'Text after a label and a tab is read by format "label-tab": --format label-tab.';
const PLAIN = "Write the sentences alone, one on a line.";

const OTHERS: readonly Other[] = [
  { looks: (line) => line.trim().includes("\t"), got: "a tab in every line", hint: LABELLED },
  {
    looks: (line) => /^\s*"?-?\d+"?[,;|]\S/.test(line),
    got: "an integer and a comma or the like at the start of every line",
    hint: `${LABELLED} Put tabs in the place of these.`,
  },
  {
    looks: (line) => line.includes(" ||| "),
    got: "||| in every line",
    hint: `${LABELLED} Put tabs in the place of these.`,
  },
  { looks: (line) => /^\s*__label__/.test(line), got: "__label__ in every line", hint: LABELLED },
  {
    looks: (line) => /\\[nt]/.test(line),
    got: "\\n or \\t, a backslash and a letter, in every line",
    hint: "Put the end of a line, or a tab, in its place.",
  },
  { looks: (line) => isJson(line.trim()), got: "JSON in every line", hint: PLAIN },
];

const isJson = (line: string): boolean =>
  (line.startsWith("{") && line.endsWith("}")) || (line.startsWith('["') && line.endsWith("]"));

/** What a header calls the column of the text, and that of the labels. */
const TEXT =
  /^"?(?:text|texts|sentence|sentences|review|reviews|comment|content|utterance|document)"?$/i;
const LABEL =
  /^"?(?:label|labels|class|category|target|rating|score|stars|sentiment|polarity|y)"?$/i;

/**
 * Refuses lines that all look like another format, and a first line that names columns; `lines` are
 * those with text, each with its number.
 *
 * @throws {TextvaeError} `DATA` with what was seen and what to do.
 */
export const rejectOtherFormats = (
  lines: readonly (readonly [number, string])[],
  { where, format }: { readonly where: string; readonly format: Format },
): void => {
  if (lines.length < 2) return;
  rejectHeader(lines, where, format);
  const every = (looks: (line: string) => boolean) => lines.every(([, line]) => looks(line));
  const other = format === "lines" ? OTHERS.find(({ looks }) => every(looks)) : undefined;
  const columns = format === "label-tab" ? ["label", "text"] : ["line"];
  const quoted = columns.find((_, column) =>
    every((line) => isQuoted(format === "label-tab" ? (cells(line)[column] ?? "") : line.trim())),
  );
  if (!other && quoted === undefined) return;
  throw new TextvaeError("DATA", where, {
    expected: "sentences, or labels before them as format says",
    got: other?.got ?? `quotes around every ${quoted}`,
    hint: other?.hint ?? "Remove the quotes; they would become part of words.",
  });
};

const cells = (line: string): string[] => line.split("\t").map((cell) => cell.trim());

/** In quotes as CSV has them, not as a sentence that quotes: those stand between white space. */
export const isQuoted = (text: string): boolean => /^"(?=\S).*\S"$/.test(text) || text === '""';

const rejectHeader = (
  lines: readonly (readonly [number, string])[],
  where: string,
  format: Format,
): void => {
  const [number, first] = lines[0] as readonly [number, string];
  const [label = "", text = ""] = cells(first);
  const integer = (value = "") => /^"?-?\d+"?$/.test(value);
  const labels = lines.slice(1).map(([, line]) => cells(line)[0]);
  const named = format === "label-tab" ? LABEL.test(label) && TEXT.test(text) : TEXT.test(label);
  const odd =
    format === "label-tab" && !integer(label) && labels.length > 1 && labels.every(integer);
  if (!(named && format !== "rating-first") && !odd) return;
  throw new TextvaeError("DATA", `${where}, line ${number}`, {
    expected: "a sentence",
    got: `${JSON.stringify(first.slice(0, 40))}, which looks like the names of columns`,
    hint: "Remove this line.",
  });
};

/** Fewer lines or more different numbers may be sentences that begin with one. */
const [ENOUGH, CLASSES] = [10, 20];

/** What is taken for granted of lines that are read, in sentences. */
export const notesOn = (
  lines: readonly (readonly [number, string])[],
  { where, format }: { readonly where: string; readonly format: Format },
): string[] => {
  const total = lines.length;
  const count = (looks: (line: string) => boolean) =>
    lines.filter(([, line]) => looks(line)).length;
  const firsts = lines.map(([, line]) => line.trimStart().split(/\s/, 1)[0] as string);
  const ratings = new Set(firsts).size;
  const rated = format === "lines" && firsts.every((word) => /^-?\d+$/.test(word));
  const cues = lines.map(([, line]) => /^\s*"?(\p{L}[\w-]*)"?[,;|](?=\S)/u.exec(line)?.[1]);
  const classes = new Set(cues).size;
  const named = format === "lines" && cues.every((cue) => cue !== undefined);
  const tabs = format === "lines" ? count((line) => line.trim().includes("\t")) : 0;
  const quoted = count((line) => isQuoted(cells(line).at(-1) as string));
  const own =
    format === "label-tab" && new Set(lines.map(([, line]) => cells(line)[0])).size === total;
  return [
    ...(rated && total >= ENOUGH && ratings > 1 && ratings <= CLASSES
      ? [
          `warning: every line of ${where} begins with one of ${ratings} integers, read as a word; --format rating-first reads ratings`,
        ]
      : []),
    ...(named && total >= ENOUGH && classes > 1 && classes <= CLASSES
      ? [
          `warning: every line of ${where} begins with one of ${classes} words and a comma or the like, read as part of a word; --format label-tab reads labels before tabs`,
        ]
      : []),
    ...(tabs > 0
      ? [`note: ${tabs} of ${total} lines of ${where} hold a tab, read as a space`]
      : []),
    ...(quoted > 0
      ? [`warning: ${quoted} of ${total} lines of ${where} stand in quotes, read as part of words`]
      : []),
    ...(own && total >= ENOUGH ? [`warning: every line of ${where} has a class of its own`] : []),
  ];
};
