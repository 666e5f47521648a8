import { type CorpusHost, checkOptions, referenceOf, type Tokenizer } from "@textvae/core";
import { type CorpusOptions, countedWords, givenWords, keyOf, tokenizerIds } from "@textvae/corpus";
import { givenVocabulary, mapSplits, type PerSplit } from "@textvae/text";
import type { FilesToRead } from "./file-reading.ts";
import { besideText } from "./kept-fields.ts";
import type { ReadText } from "./learned.ts";
import { type CheckedReading, type ReadingOptions, readingSchema } from "./options.ts";
import { requireField } from "./record-fields.ts";

/** Text as someone asked for it. Throws `OPTION` as `text`. */
export const asked = (
  splits: PerSplit<FilesToRead>,
  given: ReadingOptions,
  host: CorpusHost,
  beside: ReadText["beside"] = {},
): ReadText => {
  const options = checkOptions(readingSchema, given, "text");
  requireField(options.format, options, options.name);
  return { splits, options, host, beside };
};

/** How text is prepared, and under which key it is kept. */
export const preparation = (
  { splits, options, host, beside }: ReadText,
  tokenizer: Tokenizer | undefined,
): { readonly key: string; readonly options: CorpusOptions } => {
  const train = splits.train !== undefined;
  const vocabulary = tokenizer ? undefined : givenVocabulary(options, train);
  const { name: _, tokenizer: __, ...read } = options;
  const stamps = mapSplits(splits, ({ files }) => files.map(({ name, stamp }) => [name, stamp]));
  const facts = { reader: "text 5", stamps, ...beside, ...read, vocabulary: vocabulary?.words };
  return {
    key: keyOf(host, { ...facts, ...(tokenizer && { tokenizer: identityOf(tokenizer) }) }),
    options: {
      labelled: isLabelled(options),
      beside: besideText(options),
      weightField: options.weightField,
      words: tokenizer
        ? tokenizerIds(tokenizer, options.maxLength)
        : vocabulary
          ? givenWords(vocabulary, train)
          : countedWords(options),
      host,
    },
  };
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
