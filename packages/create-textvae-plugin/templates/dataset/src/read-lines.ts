import { type Dataset, TextvaeError } from "@textvae/core/plugin";
import {
  buildVocabulary,
  type Content,
  mapSplits,
  type PerSplit,
  type Sentence,
  sentenceDataset,
} from "@textvae/text/data";

export interface LinesOfJson {
  readonly splits: PerSplit<Content>;
  readonly field: string;
  readonly label: string;
  readonly maxVocabulary?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly lowercase: boolean;
}

/** The splits as a dataset; the vocabulary is that of train. */
export const readLinesOfJson = (options: LinesOfJson): Dataset => {
  const { maxVocabulary } = options;
  const splits = mapSplits(options.splits, (content, split) =>
    sentencesOf(content, `${split}.jsonl`, options),
  );
  if (!splits.train) {
    throw new TextvaeError("SPLIT", "template-part", {
      expected: "train, of which the vocabulary is made",
      got: Object.keys(splits).join(", ") || "none",
      hint: "Name a folder with train.jsonl.",
    });
  }
  return sentenceDataset({
    name: "template-part",
    vocabulary: buildVocabulary(
      splits.train.map(({ words }) => words),
      { maxVocabulary },
    ),
    splits,
  });
};

const sentencesOf = (content: Content, where: string, options: LinesOfJson): Sentence[] =>
  content
    .lines({ where, maxLineBytes: 1_000_000 })
    .map((line, i) => [line, `${where}, line ${i + 1}`] as const)
    .filter(([line]) => line.trim() !== "")
    .map(([line, place]) => sentenceOf(line, place, options));

const sentenceOf = (line: string, place: string, options: LinesOfJson): Sentence => {
  const { field, label, maxLength, lowercase } = options;
  const record = parsed(line, place);
  const text = record[field];
  if (typeof text !== "string") {
    throw new TextvaeError("DATA", place, {
      expected: `an object with the text as "${field}"`,
      got: line.slice(0, 60),
    });
  }
  const folded = lowercase ? text.toLowerCase() : text;
  const words = folded.split(/\s+/).filter((word) => word !== "");
  const named = record[label];
  return {
    words: words.slice(0, maxLength),
    ...(named !== undefined && { label: String(named) }),
  };
};

const parsed = (line: string, place: string): Readonly<Record<string, unknown>> => {
  try {
    return Object(JSON.parse(line));
  } catch (cause) {
    throw new TextvaeError("DATA", place, {
      expected: "one JSON value on the line",
      got: line.slice(0, 60),
      cause,
    });
  }
};
