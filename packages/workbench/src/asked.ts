import { type Dataset, type Split, TextvaeError } from "@textvae/core";
import { type AskedItems, askedLines, askedSplit } from "@textvae/runs/asking";
import { fileDataset } from "@textvae/runs/data";
import { attempt, readBytes } from "@textvae/storage-node";
import type { Piped } from "./piped.ts";
import type { Trained } from "./trained.ts";

/** Where the sentences of a question stand: in a file, in a split, or in what is piped in. */
export interface Asked {
  readonly file?: string | undefined;
  readonly split?: Split | undefined;
  /** The class of them all. */
  readonly label?: string | undefined;
}

/**
 * The sentences of `--file`, of `--split`, or of standard input, in their order.
 *
 * @throws {TextvaeError} `OPTION` where there are none, or both are named; `STORAGE`, `ENCODING`, `DATA` for
 * a file that can't be read.
 */
export const askedItems = async (
  trained: Trained,
  { file, split, label }: Asked,
  { stdin }: Piped,
): Promise<AskedItems> => {
  if (file !== undefined && split !== undefined) {
    throw new TextvaeError("OPTION", "--file", { expected: "a file or --split", got: "both" });
  }
  if (split !== undefined) return askedSplit(trained, split);
  if (file !== undefined) {
    const bytes = await attempt(file, () => readBytes(file));
    return askedLines(trained.model, { from: file, bytes, label });
  }
  const [from, bytes] = ["standard input", await stdin?.()];
  if (bytes && new TextDecoder().decode(bytes).trim() !== "") {
    return askedLines(trained.model, { from, bytes, label });
  }
  throw new TextvaeError("OPTION", from, {
    expected: "sentences, one on a line",
    got: "none",
    hint: "Name a file with --file, or a split with --split.",
  });
};

/** A file in the place of the run's test split. */
export const askedFile = async ({ model, registry }: Trained, path: string): Promise<Dataset> => {
  const bytes = await attempt(path, () => readBytes(path));
  return fileDataset(model, { path, bytes }, registry);
};
