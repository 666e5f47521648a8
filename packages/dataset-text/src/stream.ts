import {
  type ByteSource,
  type CorpusHost,
  checkOptions,
  referenceOf,
  type Split,
  type Tokenizer,
} from "@textvae/core";
import {
  countedWords,
  createDigest,
  givenWords,
  keptCorpus,
  keptText,
  keyOf,
  linesOf,
  PagedContent,
  parquetRows,
  prepareCorpus,
  type Reading,
  tokenizerIds,
} from "@textvae/corpus";
import {
  givenVocabulary,
  learnedTokenizer,
  mapSplits,
  type PerSplit,
  type Sentence,
  textIn,
} from "@textvae/text";
import { createParser, type ParsedLines } from "./format.ts";
import { besideText } from "./kept-fields.ts";
import { type CheckedReading, type ReadingOptions, readingSchema } from "./options.ts";
import { requireField } from "./record-fields.ts";
import { splitNamed } from "./split-files.ts";
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
export const streamText = async (
  splits: PerSplit<readonly ByteSource[]>,
  given: ReadingOptions,
  host: CorpusHost,
): Promise<PerSplit<PagedContent>> => {
  const options = checkOptions(readingSchema, given, "text");
  requireField(options.format, options, options.name);
  const tokenizer = await tokenizerOf(splits.train, options, host);
  const vocabulary = tokenizer ? undefined : givenVocabulary(options, splits.train !== undefined);
  const { name: _, tokenizer: __, ...read } = options;
  const stamps = mapSplits(splits, (files) => files.map(({ name, stamp }) => [name, stamp]));
  const words = vocabulary?.words;
  const facts = { reader: "text 5", stamps, ...read, vocabulary: words };
  const key = keyOf(host, { ...facts, ...(tokenizer && { tokenizer: identityOf(tokenizer) }) });
  const corpus = await keptCorpus(host, key, (file) =>
    prepareCorpus(file, {
      splits: mapSplits(splits, (files, split) => readingOf(files, split, options, host)),
      labelled: isLabelled(options),
      beside: besideText(options),
      weightField: options.weightField,
      words: tokenizer
        ? tokenizerIds(tokenizer, options.maxLength)
        : vocabulary
          ? givenWords(vocabulary, splits.train !== undefined)
          : countedWords(options),
      host,
    }),
  );
  return mapSplits(corpus.splits, (_, split) => new PagedContent(corpus, split, tokenizer));
};

/** The tokenizer that was asked for; one that has no vocabulary yet reads train for it, once. */
const tokenizerOf = async (
  train: readonly ByteSource[] | undefined,
  options: CheckedReading,
  host: CorpusHost,
): Promise<Tokenizer | undefined> => {
  const { tokenizer, name, maxVocabulary, minCount } = options;
  if (!tokenizer) return undefined;
  requireBeside(tokenizer, options);
  const learner = train && tokenizer.learner?.({ maxVocabulary, minCount });
  if (!learner) return learnedTokenizer(tokenizer, undefined, options, name);
  let learned: Tokenizer | undefined;
  const learn = async () => {
    for await (const some of readingOf(train, "train", options, host).sentences) {
      for (const sentence of some) learner.add(textIn(sentence));
    }
    learned = learner.finish();
    return learned.keeps?.content ?? JSON.stringify(learned.vocabulary.words);
  };
  if (!learner.again) await learn();
  else {
    const { name: _, tokenizer: __, ...read } = options;
    const stamps = train.map(({ name, stamp }) => [name, stamp]);
    const facts = { learner: "text 1", plugin: referenceOf(tokenizer), stamps, ...read };
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

/** The lines of all files of a split as one text. */
const readingOf = (
  files: readonly ByteSource[],
  split: Split,
  options: CheckedReading,
  host: CorpusHost,
): Reading => {
  const { format, field, labelField, keepFields, weightField, quotes, lowercase } = options;
  const { maxLength = Infinity } = options;
  const { maxLineBytes, tokenizer } = options;
  const digest = createDigest(host);
  const parsed: ParsedLines[] = [];
  const notes: string[] = [];
  async function* sentences(): AsyncIterable<Iterable<Sentence>> {
    for (const file of files) {
      const called = splitNamed(file.name.split(/[\\/]/).at(-1) as string);
      const where = files.length === 1 && called === split ? split : file.name;
      const parser = createParser({
        where,
        ...{ format, field, labelField, keepFields, weightField, quotes, lowercase },
        maxLength,
        whole: tokenizer !== undefined,
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
      emptyLines: sum((one) => one.emptyLines),
      truncated: sum((one) => one.truncated),
      cutWords: sum((one) => one.cutWords),
      cutExamples: parsed.flatMap((one) => one.cutExamples).slice(0, 3),
      notes: [...notes, ...parsed.flatMap((one) => one.notes)],
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
