import { TextvaeError } from "@textvae/core";
import { type FewSeen, few } from "./few-words.ts";
import type { Format } from "./format-name.ts";
import { cells, type SeenHeader, watchHeader } from "./header-watch.ts";

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

/** Marks that stand around a sentence, and would be easy words of each. */
const BEGINNING =
  /^(?:[^\t]*\t)?\s*(?:<\|?(?:s|bos|sos|start|begin|cls|go|startoftext|endoftext|begin_of_text)\|?>|\[(?:cls|bos|sos)\])\s/i;
const END =
  /\s(?:<\|?(?:\/s|eos|end|sep|endoftext|end_of_text|eot_id|im_end)\|?>|\[(?:sep|eos|end)\])\s*$/i;

/** What no format has in every line. */
const MARKS: readonly Other[] = [
  {
    looks: (line) => BEGINNING.test(line),
    got: "a mark of the beginning at the start of every line",
    hint: "Remove it from the file: it would count as a word that every sentence has.",
  },
  {
    looks: (line) => END.test(line),
    got: "a mark of the end in every line",
    hint: "Remove it from the file: an end is added to every sentence.",
  },
  {
    looks: (line) => /^\s*<(\w{1,20})\b[^>]*>.*<\/\1>\s*$/.test(line),
    got: "markup around every line",
    hint: PLAIN,
  },
];

const isJson = (line: string): boolean =>
  (line.startsWith("{") && line.endsWith("}")) || (line.startsWith('["') && line.endsWith("]"));

const lastCell = (line: string): string => line.slice(line.lastIndexOf("\t") + 1).trim();

/** In quotes as CSV has them, not as a sentence that quotes: those stand between white space. */
export const isQuoted = (text: string): boolean => /^"(?=\S).*\S"$/.test(text) || text === '""';

/** Fewer lines may be sentences that begin so. */
const ENOUGH = 10;

/** What was seen of some lines, as plain data. */
export interface SeenLines {
  readonly total: number;
  readonly tabs: number;
  readonly quoted: number;
  /** Formats that all of them look like, by what is said of each. */
  readonly others: readonly string[];
  /** What of each stands in quotes. */
  readonly columns: readonly string[];
  readonly ratings: FewSeen;
  readonly cues: FewSeen;
  /** Labels that each stand on one line alone; absent where one stands on two. */
  readonly own?: readonly string[];
  readonly header: SeenHeader;
}

/** Looks at the lines of a text, one after the other, for the signs of another format. */
export interface FormatWatch {
  /** A line that holds text, and its number. */
  see(number: number, line: string): void;
  /** Whether lines to come may still show that all of them are of another format. */
  readonly open: boolean;
  /**
   * Throws `DATA`, with what was seen and what to do, where all lines look like another format, or the
   * first names columns.
   */
  judge(): void;
  /** What is taken for granted of the lines, in sentences. */
  notes(): string[];
  /** What was seen so far. */
  seen(): SeenLines;
  /** Takes what was seen of lines that follow, `before` being the number of lines till there. */
  add(seen: SeenLines, before: number): void;
}

export interface Watched {
  readonly where: string;
  readonly format: Format;
}

/** Watches lines in memory that does not grow with their number, but for names of classes. */
export const watchFormat = ({ where, format }: Watched): FormatWatch => {
  const header = watchHeader(where, format);
  const plain = format === "lines";
  let others = plain ? [...OTHERS, ...MARKS] : MARKS;
  let columns = format === "label-tab" ? ["label", "text"] : ["line"];
  let [total, tabs, quoted] = [0, 0, 0];
  const ratings = few(plain);
  const cues = few(plain);
  let own: Set<string> | undefined = format === "label-tab" ? new Set() : undefined;

  return {
    see(number, line) {
      total++;
      header.see(number, line);
      const trimmed = line.trim();
      // Most texts are of no other format by their second line: the rest is to cost little.
      if (others.length > 0) others = others.filter(({ looks }) => looks(line));
      if (columns.length > 0 || own) {
        const parts = cells(line);
        columns = columns.filter((column) =>
          isQuoted((column === "line" ? trimmed : parts[column === "label" ? 0 : 1]) ?? ""),
        );
        own = own?.has(parts[0] as string) ? undefined : own?.add(parts[0] as string);
      }
      ratings.see(() => /^-?\d+$/.exec(trimmed.split(/\s/, 1)[0] as string)?.[0]);
      cues.see(() => /^\s*"?(\p{L}[\w-]*)"?[,;|](?=\S)/u.exec(line)?.[1]);
      if (plain && trimmed.includes("\t")) tabs++;
      if (isQuoted(lastCell(line))) quoted++;
    },
    get open() {
      return total < 2 || others.length > 0 || columns.length > 0 || header.open;
    },
    judge() {
      if (total < 2) return;
      header.judge();
      const other = others[0];
      if (!other && columns.length === 0) return;
      throw new TextvaeError("DATA", where, {
        expected: "sentences, or labels before them as format says",
        got: other?.got ?? `quotes around every ${columns[0]}`,
        hint: other?.hint ?? "Remove the quotes; they would become part of words.",
      });
    },
    notes: () => [
      ...(ratings.isFew() && total >= ENOUGH
        ? [
            `warning: every line of ${where} begins with one of ${ratings.count()} integers, read as a word; --format rating-first reads ratings`,
          ]
        : []),
      ...(cues.isFew() && total >= ENOUGH
        ? [
            `warning: every line of ${where} begins with one of ${cues.count()} words and a comma or the like, read as part of a word; --format label-tab reads labels before tabs`,
          ]
        : []),
      ...(tabs > 0
        ? [`note: ${tabs} of ${total} lines of ${where} hold a tab, read as a space`]
        : []),
      ...(quoted > 0
        ? [
            `warning: ${quoted} of ${total} lines of ${where} stand in quotes, read as part of words`,
          ]
        : []),
      ...(own && total >= ENOUGH ? [`warning: every line of ${where} has a class of its own`] : []),
    ],
    seen: () => ({
      ...{ total, tabs, quoted, columns, header: header.seen() },
      others: others.map(({ got }) => got),
      ratings: ratings.seen(),
      cues: cues.seen(),
      ...(own && { own: [...own] }),
    }),
    add(seen, before) {
      header.add(seen.header, before);
      ratings.add(seen.ratings);
      cues.add(seen.cues);
      total += seen.total;
      tabs += seen.tabs;
      quoted += seen.quoted;
      others = others.filter(({ got }) => seen.others.includes(got));
      columns = columns.filter((column) => seen.columns.includes(column));
      const alone = own && seen.own && !seen.own.some((label) => own?.has(label));
      own = alone
        ? new Set([...(own as Set<string>), ...(seen.own as readonly string[])])
        : undefined;
    },
  };
};
