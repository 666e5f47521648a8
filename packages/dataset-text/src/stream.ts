import { type ByteSource, type CorpusHost, type PageFile, TextvaeError } from "@textvae/core";
import {
  type CorpusDescription,
  type CorpusOptions,
  type Digest,
  joinParts,
  keptCorpus,
  openPart,
  PagedContent,
  prepareCorpus,
} from "@textvae/corpus";
import { mapSplits, type PerSplit, SPLITS } from "@textvae/text";
import { type FilesToRead, joinedFacts, type PieceFacts, readFiles } from "./file-reading.ts";
import { type ReadText, tokenizerOf } from "./learned.ts";
import type { ReadingOptions } from "./options.ts";
import { byHelpers, type HelpedText, missing } from "./parts.ts";
import { asked, preparation } from "./preparation.ts";

/**
 * Files of each split as contents that `text` reads by range; their text is never in memory. They are made
 * at the first call, and found again by later ones with the same files and options. Helpers of the host read parts
 * of them; what is made of these is the same to the last byte.
 *
 * @throws {TextvaeError} as `text` does; `STORAGE` where what was made before is damaged.
 *
 * @example
 * const options = { maxVocabulary: 10000 };
 * const splits = await streamText({ train: [fileSource("train.txt")] }, options, nodeHost("cache"));
 * const dataset = text({ splits, ...options });
 */
export const streamText = (
  splits: PerSplit<readonly ByteSource[]>,
  options: ReadingOptions,
  host: CorpusHost,
): Promise<PerSplit<PagedContent>> =>
  streamSplits(
    mapSplits(splits, (files) => ({ files })),
    options,
    host,
  );

/**
 * The files of one text as the splits train and valid: the last of each `every` sentences, or the last where there are
 * fewer, is held out.
 *
 * @throws {TextvaeError} as `streamText` does, and `SPLIT` for a text of one sentence.
 *
 * @example
 * const splits = await streamHeldOut([fileSource("all.txt")], options, nodeHost("cache"), 10);
 */
export const streamHeldOut = (
  files: readonly ByteSource[],
  options: ReadingOptions,
  host: CorpusHost,
  every: number,
): Promise<PerSplit<PagedContent>> => {
  let counted: Promise<number> | undefined;
  const held = async () => {
    counted ??= countFirst(every, { files }, options, host);
    const of = await counted;
    if (of > 1) return (sentence: number) => sentence % of === of - 1;
    throw new TextvaeError("SPLIT", files.map(({ name }) => name).join(", ") || "text", {
      expected: "two sentences or more, so that one can be held out",
      got: String(of),
      hint: "Write one sentence a line.",
    });
  };
  const left = async () => {
    const out = await held();
    return (sentence: number) => !out(sentence);
  };
  const splits = { train: { files, only: left }, valid: { files, only: held, again: true } };
  return streamSplits(splits, options, host, { heldOut: every });
};

/** How many sentences there are, up to a number; no more are read. */
const countFirst = async (
  most: number,
  train: FilesToRead,
  options: ReadingOptions,
  host: CorpusHost,
): Promise<number> => {
  let count = 0;
  const { sentences = [] } = readFiles(asked({ train }, options, host)).train ?? {};
  for await (const some of sentences) {
    for (const _ of some) if (++count === most) return count;
  }
  return count;
};

const streamSplits = async (
  splits: PerSplit<FilesToRead>,
  given: ReadingOptions,
  host: CorpusHost,
  beside: ReadText["beside"] = {},
): Promise<PerSplit<PagedContent>> => {
  const text = asked(splits, given, host, beside);
  const tokenizer = await tokenizerOf(text);
  const prepared = preparation(text, tokenizer);
  const corpus = await keptCorpus(host, prepared.key, async (file) => {
    const join = (helped: HelpedText) => joinHelped(file, text, helped, prepared.options);
    if (await byHelpers(text, prepared.key, join)) return;
    await prepareCorpus(file, { ...prepared.options, splits: readFiles(text) });
  });
  return mapSplits(corpus.splits, (_, split) => new PagedContent(corpus, split, tokenizer));
};

/** Writes what helpers left of a text as one file. */
const joinHelped = async (
  file: PageFile,
  text: ReadText,
  { keys, digests }: HelpedText,
  options: CorpusOptions,
): Promise<CorpusDescription> => {
  const { host } = text;
  const opened = await Promise.all(
    keys.map(async (key) => (await host.open(key)) ?? missing(key)()),
  );
  try {
    return await joinParts(file, {
      ...options,
      splits: SPLITS.filter((split) => text.splits[split]),
      parts: opened.map((part) => openPart(part, host)),
      factsOf: (split, found) =>
        joinedFacts(
          text,
          split,
          (found as (readonly PieceFacts[])[]).flat(),
          digests[split] as Digest,
        ),
    });
  } finally {
    for (const part of opened) part.close();
  }
};
