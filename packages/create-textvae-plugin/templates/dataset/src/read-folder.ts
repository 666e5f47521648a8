import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Dataset, TextvaeError } from "@textvae/core";
import { buildVocabulary, readLines, type Sentence, sentenceDataset } from "@textvae/text";

export interface FolderOptions {
  readonly folder: string;
  readonly field: string;
  readonly label: string;
  readonly maxVocabulary?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly lowercase: boolean;
}

/** The splits of a folder as a dataset; the vocabulary is that of train. */
export const readFolder = (options: FolderOptions): Dataset => {
  const { folder, maxVocabulary } = options;
  const train = sentencesOf("train", options);
  if (!train) {
    throw new TextvaeError("SPLIT", folder, {
      expected: "train.jsonl",
      got: "no such file",
      hint: "Name the folder of the corpus.",
    });
  }
  const [valid, test] = [sentencesOf("valid", options), sentencesOf("test", options)];
  return sentenceDataset({
    name: "template-part",
    vocabulary: buildVocabulary(
      train.map(({ words }) => words),
      { maxVocabulary },
    ),
    splits: { train, ...(valid && { valid }), ...(test && { test }) },
  });
};

const sentencesOf = (split: string, options: FolderOptions): Sentence[] | undefined => {
  const where = `${split}.jsonl`;
  const path = join(options.folder, where);
  if (!existsSync(path)) return undefined;
  return readLines(readFileSync(path), { where, maxLineBytes: 1_000_000 })
    .map((line, i) => [line, `${where}, line ${i + 1}`] as const)
    .filter(([line]) => line.trim() !== "")
    .map(([line, place]) => sentenceOf(line, place, options));
};

const sentenceOf = (line: string, place: string, options: FolderOptions): Sentence => {
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
