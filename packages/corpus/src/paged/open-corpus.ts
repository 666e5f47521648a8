import {
  type CorpusHost,
  type PageFile,
  type Split,
  TextvaeError,
  type Vocabulary,
} from "@textvae/core";
import { createVocabulary, mapSplits, type PerSplit } from "@textvae/text";
import { memoryPages } from "../pages/memory-pages.ts";
import { type CorpusDescription, readDescription } from "./file.ts";
import { type PagedItems, pagedItems } from "./split-reader.ts";

/** A corpus that was prepared, as ids that are read when they are asked for. */
export interface PagedCorpus {
  readonly description: CorpusDescription;
  readonly vocabulary: Vocabulary;
  readonly splits: PerSplit<PagedItems>;
}

/** A smaller file is read into memory at once. */
const HELD = 1 << 24;

/**
 * Opens a file of pages. Memory holds its vocabulary and four bytes an item; of a file of up to 16 MB, all.
 *
 * @throws {TextvaeError} `STORAGE` for a file that is none, of another version, or damaged.
 *
 * @example
 * const corpus = openCorpus(file, host);
 * corpus.splits.train?.size;
 */
export const openCorpus = (file: PageFile, host: Pick<CorpusHost, "sha256">): PagedCorpus => {
  const description = readDescription(file, { host });
  const pages = file.size() <= HELD ? inMemory(file) : file;
  const { columns } = description;
  return {
    description,
    vocabulary: createVocabulary(description.vocabulary.words, description.vocabulary),
    splits: mapSplits(description.splits, ({ groups }) => pagedItems(pages, groups, columns)),
  };
};

const inMemory = (file: PageFile): PageFile => {
  const bytes = new Uint8Array(file.size());
  file.read(0, bytes);
  file.close();
  return memoryPages(bytes);
};

/** The items of a split. Throws `SPLIT` where it is missing. */
export const itemsOf = ({ splits }: PagedCorpus, split: Split): PagedItems => {
  const items = splits[split];
  if (items) return items;
  throw new TextvaeError("SPLIT", "corpus", {
    expected: `one of the splits ${Object.keys(splits).join(", ")}`,
    got: JSON.stringify(split),
  });
};
