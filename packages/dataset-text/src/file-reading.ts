import type { ByteSource, CorpusHost, Split } from "@textvae/core";
import {
  createDigest,
  type Digest,
  linesOf,
  parquetRows,
  type Reading,
  readAgain,
} from "@textvae/corpus";
import { mapSplits, type PerSplit, type Sentence } from "@textvae/text";
import { createParser, type ParsedLines } from "./format.ts";
import { besideText } from "./kept-fields.ts";
import type { CheckedReading } from "./options.ts";
import { splitNamed } from "./split-files.ts";

/** Files that follow each other as one text. */
export interface FilesToRead {
  readonly files: readonly ByteSource[];
  /** Asked once before they are read: which of their sentences count. Default: all. */
  readonly only?: () => Promise<(sentence: number) => boolean>;
  /** Whether a split before reads the same: hashes, empty lines and notes are told there. */
  readonly again?: boolean;
}

/** The sentences of each split, for someone who reads one split after the other. */
export const readFiles = (
  parts: PerSplit<FilesToRead>,
  options: CheckedReading,
  host: CorpusHost,
): PerSplit<Reading> => {
  let first: Digest | undefined;
  return mapSplits(parts, (part, split) => {
    const digest = part.again && first ? readAgain(first) : createDigest(host, part.files.length);
    first ??= digest;
    return readingOf(part, split, options, { host, digest });
  });
};

const readingOf = (
  { files, only, again = false }: FilesToRead,
  split: Split,
  options: CheckedReading,
  { host, digest }: { readonly host: CorpusHost; readonly digest: Digest },
): Reading => {
  const { format, field, labelField, keepFields, weightField, quotes, lowercase } = options;
  const { maxLength = Infinity } = options;
  const { maxLineBytes, tokenizer } = options;
  const parsed: ParsedLines[] = [];
  const notes: string[] = [];
  async function* sentences(): AsyncIterable<Iterable<Sentence>> {
    const counts = await only?.();
    let sentence = 0;
    for (const file of files) {
      const called = splitNamed(file.name.split(/[\\/]/).at(-1) as string);
      const where = files.length === 1 && called === split ? split : file.name;
      const parser = createParser({
        where,
        ...{ format, field, labelField, keepFields, weightField, quotes, lowercase },
        maxLength,
        whole: tokenizer !== undefined,
        only: counts && (() => counts(sentence++)),
      });
      const lines = { where, maxLineBytes, note: (text: string) => notes.push(text) };
      if (format === "parquet") {
        const read = [field, labelField, ...Object.keys(besideText(options) ?? {})];
        const columns = [...new Set(read.filter((column) => column !== undefined))];
        for await (const rows of parquetRows(file, columns, digest)) {
          yield present(rows, parser.row);
        }
      } else {
        for await (const some of linesOf(file, lines, host, digest)) {
          yield present(some, parser.read);
        }
      }
      parsed.push(parser.end());
    }
  }
  const sum = (count: (one: ParsedLines) => number) =>
    parsed.reduce((total, one) => total + count(one), 0);
  return {
    sentences: sentences(),
    facts: () => ({
      sources: digest.records,
      fingerprint: digest.fingerprint(),
      sha256: digest.sha256(),
      emptyLines: again ? 0 : sum((one) => one.emptyLines),
      truncated: sum((one) => one.truncated),
      cutWords: sum((one) => one.cutWords),
      cutExamples: parsed.flatMap((one) => one.cutExamples).slice(0, 3),
      notes: again ? [] : [...notes, ...parsed.flatMap((one) => one.notes)],
    }),
  };
};

/** What is read of each, one after the other, so that none is alive for long. */
function* present<T>(
  given: readonly T[],
  read: (one: T) => Sentence | undefined,
): Iterable<Sentence> {
  for (const one of given) {
    const sentence = read(one);
    if (sentence) yield sentence;
  }
}
