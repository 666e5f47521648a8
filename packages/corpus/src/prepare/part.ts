import type { CorpusHost, PageFile, Split } from "@textvae/core";
import { type BesideTypes, createTally, type PerSplit, SPLITS } from "@textvae/text";
import { columnsOf } from "../paged/beside.ts";
import { finishFile, HEADER, readDescription } from "../paged/file.ts";
import type { Columns } from "../paged/layout.ts";
import { type WordsPlace, writeWords } from "./counted-words.ts";
import { encoded } from "./item-reading.ts";
import type { Reading } from "./reading.ts";
import type { PartIds } from "./words.ts";
import { type WrittenSplit, writeSplit } from "./write-split.ts";

/** What of a split stands in a part. */
export interface PartSplit extends WrittenSplit {
  /** Its words, whose numbers are the ids; absent where these are those of a tokenizer. */
  readonly words?: WordsPlace;
  /** The names of classes by their numbers. */
  readonly classes: readonly string[];
  /** What the reading told, as plain data. */
  readonly facts: unknown;
}

/** A part of a corpus, in a file of its own. */
export interface Part {
  readonly file: PageFile;
  readonly columns: Columns;
  readonly splits: PerSplit<PartSplit>;
}

export interface PartOptions {
  /** What it holds of each split. */
  readonly splits: PerSplit<Reading<unknown>>;
  readonly labelled: boolean;
  readonly beside?: BesideTypes | undefined;
  /** Finds the ids of a split. */
  readonly words: () => PartIds;
  readonly host: Pick<CorpusHost, "sha256">;
}

interface PartDescription extends Omit<Part, "file"> {
  readonly sha256: string;
}

/** The format is that of a file of pages, with another name and description. */
const MAGIC = "TXVPARTS";

/**
 * Reads some of the sentences of a corpus and writes them into a file, from which `joinParts` takes them. Words and
 * classes have the numbers of their first appearance in each split of the part.
 *
 * Throws what the readings do. A split may be without sentences.
 */
export const preparePart = async (file: PageFile, options: PartOptions): Promise<void> => {
  const columns = columnsOf(options);
  let at = HEADER;
  const written: { [split in Split]?: PartSplit } = {};
  file.write(0, new Uint8Array(HEADER));
  for (const split of SPLITS) {
    const reading = options.splits[split];
    if (!reading) continue;
    const [words, classes] = [options.words(), createTally()];
    const items = encoded(reading, split, words.read);
    const classOf = (_: number, label: string) => classes.add(label);
    const result = await writeSplit(file, at, items, { columns, classOf });
    at = result.at;
    const counted = words.counted?.();
    const beside = counted && writeWords(file, at, counted);
    at = beside?.end ?? at;
    written[split] = {
      ...result.written,
      ...(beside && { words: beside.place }),
      ...{ classes: classes.counted().pieces, facts: items.facts() },
    };
  }
  finishFile(file, at, { columns, splits: written }, { magic: MAGIC, host: options.host });
};

/** Opens a part. Throws `STORAGE` for a file that is none, of another version, or damaged. */
export const openPart = (file: PageFile, host: Pick<CorpusHost, "sha256">): Part => {
  const { columns, splits } = readDescription<PartDescription>(file, {
    magic: MAGIC,
    host,
  });
  return { file, columns, splits };
};
