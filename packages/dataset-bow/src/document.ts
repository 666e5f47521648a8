import { TextvaeError } from "@textvae/core";
import { integerLabel, type Labelled } from "@textvae/text";

/** A document as a bag of words: the ids that occur, and how often each does. */
export interface Document extends Labelled {
  readonly label: string;
  readonly ids: Int32Array;
  readonly counts: Float32Array;
}

export interface ParseOptions {
  /** What to call the content in errors: the split. */
  readonly where: string;
  /** V: the ids of the file are 1 … V. */
  readonly words: number;
}

/** The largest count up to which single precision holds every whole number. */
const LARGEST = 2 ** 24;

/**
 * Lines `label id:count id:count …` as documents. Ids count from 1 in the file and from 0 in a
 * document; empty lines are skipped.
 *
 * @throws {TextvaeError} `DATA` with the number of the line that is no document.
 */
export const parseDocuments = (lines: readonly string[], options: ParseOptions): Document[] =>
  rejectLengths(
    lines.flatMap((line, index) => {
      const fields = line.trim().split(/\s+/);
      if (fields[0] === "") return [];
      return [parseDocument(fields, options.words, `${options.where}, line ${index + 1}`)];
    }),
    options.where,
  );

/** Fewer documents may have classes that are their numbers of words by chance. */
const FEW = 5;

/** Refuses documents of another format, whose lines begin with the number of different words. */
const rejectLengths = (documents: Document[], where: string): Document[] => {
  const lengths = documents.every(({ label, ids }) => label === String(ids.length));
  const classes = new Set(documents.map(({ label }) => label)).size;
  if (!lengths || classes < 2 || documents.length < FEW) return documents;
  throw new TextvaeError("DATA", where, {
    expected: "lines that begin with the class of a document",
    got: "lines that all begin with their number of different words, as those of LDA-C",
    hint: "Put the class there, or 0 where there are none; ids count from 1.",
  });
};

const parseDocument = (fields: readonly string[], words: number, where: string): Document => {
  const [label = "", ...pairs] = fields;
  if (!/^[+-]?\d+$/.test(label)) {
    throw new TextvaeError("DATA", where, {
      expected: "an integer label as the first field",
      got: show(label),
      hint: "A line is: label id:count id:count …",
    });
  }
  if (pairs.length === 0) {
    throw new TextvaeError("DATA", where, {
      expected: "id:count after the label",
      got: "no words",
    });
  }
  const ids = new Int32Array(pairs.length);
  const counts = new Float32Array(pairs.length);
  const seen = new Set<number>();
  for (const [at, pair] of pairs.entries()) {
    const { id, count } = parsePair(pair, words, where);
    if (seen.has(id)) {
      throw new TextvaeError("DATA", where, { expected: "each id once", got: `${id} again` });
    }
    seen.add(id);
    ids[at] = id - 1;
    counts[at] = count;
  }
  return { label: integerLabel(label), ids, counts };
};

const parsePair = (pair: string, words: number, where: string) => {
  const refusal = (expected: string) =>
    new TextvaeError("DATA", where, { expected, got: show(pair) });
  const match = /^(\d+):(\S+)$/.exec(pair);
  if (!match) throw refusal("id:count");
  const id = Number(match[1]);
  const count = /^\d+(?:\.0*)?$/.test(match[2] as string) ? Number(match[2]) : Number.NaN;
  if (id < 1 || id > words) throw refusal(`an id from 1 to ${words}, a line of the vocabulary`);
  if (!Number.isInteger(count) || count < 1 || count > LARGEST) {
    throw refusal(`a whole count from 1 to ${LARGEST}`);
  }
  return { id, count };
};

const show = (field: string): string => JSON.stringify(field.slice(0, 40));
