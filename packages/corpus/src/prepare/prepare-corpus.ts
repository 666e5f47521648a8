import { type CorpusHost, type PageFile, type Split, TextvaeError } from "@textvae/core";
import {
  type BesideTypes,
  type Classes,
  collectClasses,
  mapSplits,
  type PerSplit,
  SPLITS,
  serializeVocabulary,
} from "@textvae/text";
import { columnsOf } from "../paged/beside.ts";
import {
  type CorpusDescription,
  finishFile,
  HEADER,
  type SplitDescription,
  hashOf as sha256Of,
} from "../paged/file.ts";
import { countRepeated } from "../paged/repeated.ts";
import { encoded, type ItemReading } from "./item-reading.ts";
import { type Joining, joined } from "./joined.ts";
import type { Reading, ReadingFacts } from "./reading.ts";
import { countId, remapGroups } from "./remap.ts";
import type { WordIds } from "./words.ts";
import { type WrittenSplit, writeSplit } from "./write-split.ts";

/** What items hold, and how their ids come about. */
export interface CorpusOptions {
  /** Whether sentences have labels. */
  readonly labelled: boolean;
  /** What they have beside their texts. */
  readonly beside?: BesideTypes | undefined;
  /** The number among that by which each counts in the loss. */
  readonly weightField?: string | undefined;
  readonly words: WordIds;
  readonly host: Pick<CorpusHost, "sha256">;
}

export interface PrepareOptions extends CorpusOptions {
  readonly splits: PerSplit<Reading>;
}

/**
 * Reads sentences once, from the first to the last, and writes them as ids into a file of pages. Memory
 * holds the words, the names of classes and one group of sentences.
 *
 * @throws {TextvaeError} `DATA` for a split without sentences and for a class that the first split has
 * not; what the readings throw, and what the vocabulary does.
 */
export const prepareCorpus = (
  file: PageFile,
  { splits, ...options }: PrepareOptions,
): Promise<CorpusDescription> => {
  const { read } = options.words;
  const readings = mapSplits(splits, (reading, split) => encoded(reading, split, read));
  return writeCorpus(file, readings, options);
};

export interface JoinOptions extends CorpusOptions, Omit<Joining, "words"> {
  /** The splits that there are. */
  readonly splits: readonly Split[];
}

/**
 * Writes what stands in parts into a file of pages. It is the file that `prepareCorpus` makes of the whole text,
 * byte for byte.
 *
 * @throws {TextvaeError} as `prepareCorpus`.
 */
export const joinParts = (
  file: PageFile,
  { splits, ...options }: JoinOptions,
): Promise<CorpusDescription> => {
  const readings = Object.fromEntries(splits.map((split) => [split, joined(options, split)]));
  return writeCorpus(file, readings, options);
};

type Written = Omit<SplitDescription, "unknown" | "repeated" | "within">;

const writeCorpus = async (
  file: PageFile,
  splits: PerSplit<ItemReading>,
  { labelled, beside, weightField, words, host }: CorpusOptions,
): Promise<CorpusDescription> => {
  const present = SPLITS.filter((split) => splits[split]);
  const columns = columnsOf({ labelled, beside });
  const classes = collectClasses(present[0] as Split);
  let at = HEADER;
  let settled: ReturnType<WordIds["settle"]> | undefined;
  let ranked: ReturnType<Classes["ranked"]> | undefined;
  const written: { [split in Split]?: Written } = {};
  file.write(0, new Uint8Array(HEADER));

  for (const split of present) {
    const classOf = (item: number, label: string) => {
      const number = classes.number(split, item, label);
      return ranked ? (ranked.rank[number] as number) : number;
    };
    const reading = splits[split] as ItemReading;
    const result = await writeSplit(file, at, reading, { columns, classOf });
    at = result.at;
    written[split] = describe(split, result.written, reading.facts());
    if (settled) continue;
    // The first split has all words and all classes, in the order of their first appearance till now.
    settled = words.settle();
    ranked = labelled ? classes.ranked() : undefined;
    const becomes = { ids: settled.becomes, labels: ranked?.rank };
    remapGroups(file, result.written.groups, columns, becomes);
  }

  const { vocabulary } = settled as NonNullable<typeof settled>;
  const repeated = countRepeated(
    file,
    mapSplits(written, ({ groups }) => groups),
    columns,
  );
  const described = mapSplits(
    written,
    (split, name): SplitDescription => ({
      ...split,
      unknown: countId(file, split.groups, columns, vocabulary.unk),
      ...(repeated[name] as NonNullable<(typeof repeated)["train"]>),
    }),
  );
  const text = new TextEncoder().encode(serializeVocabulary(vocabulary));
  const description = {
    vocabulary: {
      sha256: sha256Of(text, host),
      words: vocabulary.words,
      eos: vocabulary.eos,
      unk: vocabulary.unk,
    },
    ...(ranked && { labels: ranked.names }),
    ...(beside && { beside }),
    ...(weightField !== undefined && { weightField }),
    columns,
    splits: described,
  };
  return finishFile(file, at, description, { host });
};

/** Throws `DATA` for a split without sentences. */
const describe = (
  split: Split,
  { cutItems, cutIds, ...written }: WrittenSplit,
  { emptyLines, truncated, cutWords, ...facts }: ReadingFacts,
): Written => {
  if (written.items === 0) {
    throw new TextvaeError("DATA", split, { expected: "at least one sentence", got: "none" });
  }
  const { items, tokens, text, longest, groups } = written;
  const bytes = facts.sources.reduce((sum, source) => sum + source.bytes, 0);
  const cut = { items: truncated + cutItems, tokens: cutWords + cutIds };
  const told = { ...facts, bytes, emptyLines, cut };
  return { ...told, items, tokens, text, longest, groups };
};
