import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { TextvaeError } from "@textvae/core";
import { featFiles } from "@textvae/dataset-bow";
import { dialogueFiles } from "@textvae/dataset-dialogue";
import { splitFiles, splitOfFile } from "@textvae/dataset-text";
import { readBytes } from "../storage/read-file.ts";

/** Datasets that are read from a folder. */
export const FOLDER_DATASETS = ["text", "bow", "dialogue"] as const;

/** What a folder holds: the dataset that reads it, and the contents of its files as its options. */
export interface Folder {
  readonly dataset: (typeof FOLDER_DATASETS)[number];
  readonly contents: Readonly<Record<string, unknown>>;
}

/**
 * The bytes of `train.txt`, `valid.txt` and `test.txt` in a folder, as far as they are there, or of
 * `train.feat` and so on with the vocabulary, or those of dialogues (`dialogueFiles`).
 */
export const readFolder = async (folder: string): Promise<Folder> => {
  const names = await readable(folder, () => readdir(folder));
  rejectSeveral(names, folder);
  const read = (name: string) => readable(join(folder, name), () => readBytes(join(folder, name)));
  const dialogues = dialogueFiles(names);
  if (dialogues) {
    const { format, splits } = dialogues;
    return { dataset: "dialogue", contents: { format, splits: await mapValues(splits, read) } };
  }
  const bags = featFiles(names);
  if (!bags) {
    return { dataset: "text", contents: { splits: await mapValues(splitFiles(names), read) } };
  }
  const [splits, vocabulary] = [await mapValues(bags.splits, read), await read(bags.vocabulary)];
  return { dataset: "bow", contents: { splits, vocabulary } };
};

/** Refuses a folder that holds more than one corpus, of which one would be read in silence. */
const rejectSeveral = (names: readonly string[], folder: string): void => {
  const deal = names.includes("data.txt");
  const others = names.filter((name) => name !== "data.txt");
  const corpora = [
    deal ? ["data.txt"] : [],
    Object.values(dialogueFiles(others)?.splits ?? {}),
    names.filter((name) => /^(?:train|valid|dev|test)\.feat$/.test(name)),
    // Deal or No Deal has files of these names, too.
    others.filter((name) => splitOfFile(name) && !(deal && ["val.txt", "test.txt"].includes(name))),
  ].filter((files) => files.length > 0);
  if (corpora.length < 2) return;
  throw new TextvaeError("SPLIT", folder, {
    expected: "the files of one corpus",
    got: corpora.map(([file]) => file).join(" beside "),
    hint: "data.txt is read as Deal or No Deal, .feat as bags of words, .utts.txt as dialogues. Leave one of them in the folder.",
  });
};

const mapValues = async <T>(
  values: Readonly<Record<string, string>>,
  map: (value: string) => Promise<T>,
): Promise<Readonly<Record<string, T>>> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(values).map(async ([key, value]) => [key, await map(value)] as const),
    ),
  );

const readable = async <T>(path: string, read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (cause) {
    throw new TextvaeError("DATA", path, {
      expected: "a folder of text files that can be read",
      got: String((cause as { code?: unknown }).code),
      cause,
    });
  }
};
