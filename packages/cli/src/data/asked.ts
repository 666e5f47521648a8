import { type Dataset, TextvaeError } from "@textvae/core";
import { type AskedItems, askedLines, askedSplit } from "@textvae/runs/asking";
import { fileDataset } from "@textvae/runs/data";
import { attempt, readBytes } from "@textvae/storage-node";
import type { AskedFlags } from "../commands/options.ts";
import type { Io } from "../io.ts";
import type { Trained } from "../trained.ts";

/**
 * The sentences of `--file`, of `--split`, or of standard input, in their order.
 *
 * @throws {TextvaeError} `OPTION` where there are none, or both are named; `STORAGE`, `ENCODING`, `DATA` for
 * a file that can't be read.
 */
export const askedItems = async (
  trained: Trained,
  { file, split, label }: AskedFlags,
  io: Io,
): Promise<AskedItems> => {
  if (file !== undefined && split !== undefined) {
    throw new TextvaeError("OPTION", "--file", { expected: "a file or --split", got: "both" });
  }
  if (split !== undefined) return askedSplit(trained, split);
  if (file !== undefined) {
    const bytes = await attempt(file, () => readBytes(file));
    return askedLines(trained.model, { from: file, bytes, label });
  }
  const [from, bytes] = ["standard input", await io.stdin?.()];
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
