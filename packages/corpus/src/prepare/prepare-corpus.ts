import {
  type BesideValue,
  type CorpusHost,
  type PageFile,
  type Split,
  TextvaeError,
} from "@textvae/core";
import {
  type BesideTypes,
  type Classes,
  collectClasses,
  mapSplits,
  type PerSplit,
  type Sentence,
  SPLITS,
  serializeVocabulary,
} from "@textvae/text";
import { columnOf, columnsBeside } from "../paged/beside.ts";
import {
  type CorpusDescription,
  finishFile,
  HEADER,
  type SplitDescription,
  hashOf as sha256Of,
} from "../paged/file.ts";
import { createGroupWriter } from "../paged/group-writer.ts";
import type { Columns } from "../paged/layout.ts";
import { countRepeated } from "../paged/repeated.ts";
import type { Reading } from "./reading.ts";
import { countId, remapGroups } from "./remap.ts";
import type { WordIds } from "./words.ts";

export interface PrepareOptions {
  readonly splits: PerSplit<Reading>;
  /** Whether sentences have labels. */
  readonly labelled: boolean;
  /** What they have beside their texts. */
  readonly beside?: BesideTypes | undefined;
  /** The number among that by which each counts in the loss. */
  readonly weightField?: string | undefined;
  readonly words: WordIds;
  readonly host: CorpusHost;
}

type Written = Omit<SplitDescription, "unknown" | "repeated" | "within">;

/**
 * Reads sentences once, from the first to the last, and writes them as ids into a file of pages. Memory
 * holds the words, the names of classes and one group of sentences.
 *
 * @throws {TextvaeError} `DATA` for a split without sentences and for a class that the first split has
 * not; what the readings throw, and what the vocabulary does.
 */
export const prepareCorpus = async (
  file: PageFile,
  { splits, labelled, beside, weightField, words, host }: PrepareOptions,
): Promise<CorpusDescription> => {
  const present = SPLITS.filter((split) => splits[split]);
  const columns: Columns = {
    ...(labelled && { label: "int32" as const }),
    ...columnsBeside(beside ?? {}),
  };
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
    const reading = splits[split] as Reading;
    const result = await writeSplit(file, at, split, { reading, columns, words, classOf });
    at = result.at;
    written[split] = result.written;
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
  return finishFile(file, at, description, host);
};

const valuesBeside = ({ beside }: Sentence): Readonly<Record<string, BesideValue>> | undefined =>
  beside &&
  Object.fromEntries(Object.entries(beside).map(([name, value]) => [columnOf(name), value]));

interface SplitSources {
  readonly reading: Reading;
  readonly columns: Columns;
  readonly words: WordIds;
  classOf(item: number, label: string): number;
}

const writeSplit = async (
  file: PageFile,
  start: number,
  split: Split,
  { reading, columns, words, classOf }: SplitSources,
): Promise<{ readonly at: number; readonly written: Written }> => {
  const writer = createGroupWriter(file, start, columns);
  let [items, tokens, longest, cutItems, cutIds] = [0, 0, 0, 0, 0];
  const text = { words: 0, bytes: 0 };
  const where = () => `${split}, sentence ${items + 1}`;
  for await (const sentences of reading.sentences) {
    for (const sentence of sentences) {
      const { ids, hash, size, lost } = words.read(sentence, where);
      writer.add({
        ids,
        hash,
        columns: {
          ...(sentence.label !== undefined && { label: classOf(items, sentence.label) }),
          ...valuesBeside(sentence),
        },
      });
      items++;
      tokens += ids.length + 1;
      longest = Math.max(longest, ids.length);
      text.words += size.words;
      text.bytes += size.bytes;
      cutItems += Number(lost > 0);
      cutIds += lost;
    }
  }
  if (items === 0) {
    throw new TextvaeError("DATA", split, { expected: "at least one sentence", got: "none" });
  }
  const { groups, at } = writer.end();
  const { emptyLines, truncated, cutWords, ...facts } = reading.facts();
  const bytes = facts.sources.reduce((sum, source) => sum + source.bytes, 0);
  const cut = { items: truncated + cutItems, tokens: cutWords + cutIds };
  const told = { ...facts, bytes, emptyLines, cut };
  return { at, written: { ...told, items, tokens, text, longest, groups } };
};
