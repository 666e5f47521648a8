import {
  type ByteSource,
  type CorpusHost,
  checkOptions,
  referenceOf,
  TextvaeError,
  type Tokenizer,
} from "@textvae/core";
import {
  countedWords,
  givenWords,
  keptCorpus,
  keptText,
  keyOf,
  PagedContent,
  prepareCorpus,
  tokenizerIds,
} from "@textvae/corpus";
import { givenVocabulary, learnedTokenizer, mapSplits, type PerSplit, textIn } from "@textvae/text";
import { type FilesToRead, readFiles } from "./file-reading.ts";
import { besideText } from "./kept-fields.ts";
import { type CheckedReading, type ReadingOptions, readingSchema } from "./options.ts";
import { requireField } from "./record-fields.ts";
import { requireBeside } from "./tokenizer-options.ts";

/**
 * Files of each split as contents that `text` reads by range; their text is never in memory. They are made
 * at the first call, and found again by later ones with the same files and options.
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
  streamParts(
    mapSplits(splits, (files) => ({ files })),
    options,
    host,
  );

/** One sentence of so many is held out. */
const EVERY = 10;

/**
 * The files of one text as the splits train and valid: the last of each ten sentences, or the last where there are
 * fewer, is held out.
 *
 * @throws {TextvaeError} as `streamText` does, and `SPLIT` for a text of one sentence.
 *
 * @example
 * const splits = await streamHeldOut([fileSource("all.txt")], options, nodeHost("cache"));
 */
export const streamHeldOut = (
  files: readonly ByteSource[],
  options: ReadingOptions,
  host: CorpusHost,
): Promise<PerSplit<PagedContent>> => {
  let every: Promise<number> | undefined;
  const held = async () => {
    every ??= countFirst(EVERY, { files }, checkOptions(readingSchema, options, "text"), host);
    const of = await every;
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
  const parts = { train: { files, only: left }, valid: { files, only: held, again: true } };
  return streamParts(parts, options, host, { heldOut: EVERY });
};

/** How many sentences there are, up to a number; no more are read. */
const countFirst = async (
  most: number,
  part: FilesToRead,
  options: CheckedReading,
  host: CorpusHost,
): Promise<number> => {
  let count = 0;
  for await (const some of readFiles({ train: part }, options, host).train?.sentences ?? []) {
    for (const _ of some) if (++count === most) return count;
  }
  return count;
};

const streamParts = async (
  parts: PerSplit<FilesToRead>,
  given: ReadingOptions,
  host: CorpusHost,
  beside: { readonly heldOut?: number } = {},
): Promise<PerSplit<PagedContent>> => {
  const options = checkOptions(readingSchema, given, "text");
  requireField(options.format, options, options.name);
  const tokenizer = await tokenizerOf(parts.train, options, host, beside);
  const vocabulary = tokenizer ? undefined : givenVocabulary(options, parts.train !== undefined);
  const { name: _, tokenizer: __, ...read } = options;
  const stamps = mapSplits(parts, ({ files }) => files.map(({ name, stamp }) => [name, stamp]));
  const words = vocabulary?.words;
  const facts = { reader: "text 5", stamps, ...beside, ...read, vocabulary: words };
  const key = keyOf(host, { ...facts, ...(tokenizer && { tokenizer: identityOf(tokenizer) }) });
  const corpus = await keptCorpus(host, key, (file) =>
    prepareCorpus(file, {
      splits: readFiles(parts, options, host),
      labelled: isLabelled(options),
      beside: besideText(options),
      weightField: options.weightField,
      words: tokenizer
        ? tokenizerIds(tokenizer, options.maxLength)
        : vocabulary
          ? givenWords(vocabulary, parts.train !== undefined)
          : countedWords(options),
      host,
    }),
  );
  return mapSplits(corpus.splits, (_, split) => new PagedContent(corpus, split, tokenizer));
};

/** The tokenizer that was asked for; one that has no vocabulary yet reads train for it, once. */
const tokenizerOf = async (
  train: FilesToRead | undefined,
  options: CheckedReading,
  host: CorpusHost,
  beside: { readonly heldOut?: number },
): Promise<Tokenizer | undefined> => {
  const { tokenizer, name, maxVocabulary, minCount } = options;
  if (!tokenizer) return undefined;
  requireBeside(tokenizer, options);
  const learner = train && tokenizer.learner?.({ maxVocabulary, minCount });
  if (!learner) return learnedTokenizer(tokenizer, undefined, options, name);
  let learned: Tokenizer | undefined;
  const learn = async () => {
    for await (const some of readFiles({ train }, options, host).train?.sentences ?? []) {
      for (const sentence of some) learner.add(textIn(sentence));
    }
    learned = learner.finish();
    return learned.keeps?.content ?? JSON.stringify(learned.vocabulary.words);
  };
  if (!learner.again) await learn();
  else {
    const { name: _, tokenizer: __, ...read } = options;
    const stamps = train.files.map(({ name, stamp }) => [name, stamp]);
    const facts = { learner: "text 1", plugin: referenceOf(tokenizer), stamps, ...beside, ...read };
    const content = await keptText(host, keyOf(host, facts), learn);
    learned ??= learner.again(content);
  }
  return learned as Tokenizer;
};

/** Whether a format has labels by itself, or a field has them. */
const isLabelled = ({ format, labelField }: CheckedReading): boolean =>
  labelField !== undefined || format === "label-tab" || format === "rating-first";

/** What tells two tokenizers apart. */
const identityOf = (tokenizer: Tokenizer) => ({
  plugin: referenceOf(tokenizer),
  words: tokenizer.vocabulary.words,
  content: tokenizer.keeps?.content,
});
