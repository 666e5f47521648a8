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
 * The sentences of `--file`, which are lines, or records where the run has read records and the name ends as
 * theirs does, of `--split`, or of standard input, in their order.
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
  if (file !== undefined && recordsIn(trained, file)) {
    if (label !== undefined) {
      const expected = "none beside records, which name their classes themselves";
      throw new TextvaeError("OPTION", "--label", { expected, got: JSON.stringify(label) });
    }
    const dataset = await askedFile(trained, file);
    const asked = await askedSplit({ ...trained, dataset: async () => dataset }, "test");
    return { ...asked, from: file };
  }
  if (file !== undefined) {
    const bytes = await sentencesIn(file);
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

const sentencesIn = (path: string): Promise<Uint8Array> =>
  attempt(path, () => readBytes(path), "a file of sentences");

/** A file in the place of the run's test split. */
export const askedFile = async (trained: Trained, path: string): Promise<Dataset> => {
  const bytes = await sentencesIn(path);
  const options = recordsIn(trained, path);
  return fileDataset(trained.model, { path, bytes, ...(options && { options }) }, trained.registry);
};

/** The format of a file of records by its name, where the run has read records. */
const recordsIn = ({ model }: Trained, path: string): { readonly format: string } | undefined => {
  const plugin = model.facts.data.plugin as { readonly options?: object } | undefined;
  const { field } = (plugin?.options ?? {}) as { readonly field?: string };
  const format = /\.(jsonl|csv|tsv)$/.exec(path)?.[1];
  return field !== undefined && format !== undefined ? { format } : undefined;
};
