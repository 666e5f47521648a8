import type { ByteSource, CorpusHost, Split } from "@textvae/core";
import {
  createDigest,
  type Digest,
  linesOf,
  type Piece,
  parquetRows,
  pieceSource,
  type Reading,
  type ReadingFacts,
  readAgain,
} from "@textvae/corpus";
import { mapSplits, type PerSplit, type Sentence } from "@textvae/text";
import {
  createParser,
  joinPieces,
  type LineParser,
  type ParsedLines,
  type PieceLines,
} from "./format.ts";
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

/** Files of splits, and how they are read. */
export interface TextFiles {
  readonly splits: PerSplit<FilesToRead>;
  readonly options: CheckedReading;
  readonly host: CorpusHost;
}

/** What errors call a file: the split, where that is its name. */
const whereOf = ({ splits }: TextFiles, split: Split, { name }: ByteSource): string => {
  const called = splitNamed(name.split(/[\\/]/).at(-1) as string);
  return splits[split]?.files.length === 1 && called === split ? split : name;
};

/** The sentences of each split, for someone who reads one split after the other. */
export const readFiles = (text: TextFiles): PerSplit<Reading> => {
  let first: Digest | undefined;
  return mapSplits(text.splits, ({ files, again }, split) => {
    const digest = again && first ? readAgain(first) : createDigest(text.host, files.length);
    first ??= digest;
    return readingOf(text, split, digest);
  });
};

const readingOf = (text: TextFiles, split: Split, digest: Digest): Reading => {
  const { files, only, again = false } = text.splits[split] as FilesToRead;
  const parsed: ParsedLines[] = [];
  const notes: string[] = [];
  async function* sentences(): AsyncIterable<Iterable<Sentence>> {
    const counts = await only?.();
    let sentence = 0;
    const how = { notes, digest, only: counts && (() => counts(sentence++)) };
    for (const [file, source] of files.entries()) {
      const opened = open(text, { split, file, source, from: 0 }, how);
      yield* opened.sentences;
      parsed.push(opened.parser.end());
    }
  }
  return {
    sentences: sentences(),
    facts: () => {
      const facts = factsOf(digest, parsed, notes);
      return again ? { ...facts, emptyLines: 0, notes: [] } : facts;
    },
  };
};

/** What was read of a piece of a file, as plain data. */
export interface PieceFacts {
  readonly file: number;
  readonly lines: PieceLines;
  readonly notes: readonly string[];
}

/** The lines of some pieces of a split. */
export const piecesReading = (
  text: TextFiles,
  pieces: readonly Piece[],
): Reading<readonly PieceFacts[]> => {
  const facts: PieceFacts[] = [];
  async function* sentences(): AsyncIterable<Iterable<Sentence>> {
    for (const piece of pieces) {
      const notes: string[] = [];
      const opened = open(text, piece, { notes });
      yield* opened.sentences;
      facts.push({ file: piece.file, lines: opened.parser.endPiece(), notes });
    }
  }
  return { sentences: sentences(), facts: () => facts };
};

/** What is told of a split, of all its pieces in their order. Throws as reading it does. */
export const joinedFacts = (
  text: TextFiles,
  split: Split,
  pieces: readonly PieceFacts[],
  digest: Digest,
): ReadingFacts => {
  const { files } = text.splits[split] as FilesToRead;
  const parsed = files.map((source, file) =>
    joinPieces(
      pieces.filter((piece) => piece.file === file).map(({ lines }) => lines),
      { where: whereOf(text, split, source), format: text.options.format },
    ),
  );
  return factsOf(
    digest,
    parsed,
    pieces.flatMap(({ notes }) => notes),
  );
};

interface HowRead {
  /** Takes what is told on the way. */
  readonly notes: string[];
  readonly digest?: Digest;
  /** Whether the next sentence counts. */
  readonly only?: (() => boolean) | undefined;
}

interface OpenedFile {
  readonly sentences: AsyncIterable<Iterable<Sentence>>;
  readonly parser: LineParser;
}

/** A file, or a piece of it, whose sentences come as they are asked for. */
const open = (text: TextFiles, piece: Piece, { notes, digest, only }: HowRead): OpenedFile => {
  const { options, host } = text;
  const { format, field, labelField, keepFields, weightField, quotes, lowercase } = options;
  const { maxLength = Infinity, maxLineBytes, tokenizer } = options;
  const where = whereOf(text, piece.split, piece.source);
  const parser = createParser({
    where,
    ...{ format, field, labelField, keepFields, weightField, quotes, lowercase },
    maxLength,
    whole: tokenizer !== undefined,
    only,
  });
  const source = pieceSource(piece);
  const lines = {
    ...{ where, maxLineBytes, note: (text: string) => notes.push(text) },
    piece: { first: piece.from === 0, last: piece.to === undefined },
  };
  async function* rows(): AsyncIterable<Iterable<Sentence>> {
    const read = [field, labelField, ...Object.keys(besideText(options) ?? {})];
    const columns = [...new Set(read.filter((column) => column !== undefined))];
    for await (const some of parquetRows(source, columns, digest)) yield present(some, parser.row);
  }
  async function* texts(): AsyncIterable<Iterable<Sentence>> {
    for await (const some of linesOf(source, lines, host, digest)) yield present(some, parser.read);
  }
  return { parser, sentences: format === "parquet" ? rows() : texts() };
};

const factsOf = (
  digest: Digest,
  parsed: readonly ParsedLines[],
  notes: readonly string[],
): ReadingFacts => {
  const sum = (count: (one: ParsedLines) => number) =>
    parsed.reduce((total, one) => total + count(one), 0);
  return {
    sources: digest.records,
    fingerprint: digest.fingerprint(),
    sha256: digest.sha256(),
    emptyLines: sum((one) => one.emptyLines),
    truncated: sum((one) => one.truncated),
    cutWords: sum((one) => one.cutWords),
    cutExamples: parsed.flatMap((one) => one.cutExamples).slice(0, 3),
    notes: [...notes, ...parsed.flatMap((one) => one.notes)],
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
