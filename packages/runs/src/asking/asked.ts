import { type Beside, type Split, TextvaeError } from "@textvae/core";
import { readLines } from "@textvae/text";
import { type Items, itemsOf, type Text } from "../texts.ts";
import type { TrainedModel } from "../trained-model.ts";
import { type Asking, readsLabels } from "./told.ts";

const LINE = 1_000_000;

/** The sentences that a model is asked about. */
export interface AskedItems {
  /** Where they stand. */
  readonly from: string;
  readonly items: Items;
  /** As the model reads them. */
  readonly texts: readonly string[];
  /** What is known of each beside its text, where the data has it. */
  readonly beside?: readonly Beside[];
}

/** All items of a split, in their order. */
export const askedSplit = async ({ model, dataset }: Asking, split: Split): Promise<AskedItems> => {
  const data = await dataset();
  const items = itemsOf(data, split);
  const beside = data.beside?.(
    split,
    Int32Array.from({ length: items.size }, (_, row) => row),
  );
  return { from: split, items, texts: model.wordings(items), ...(beside && { beside }) };
};

/** Lines that someone wrote. */
export interface AskedLines {
  /** Where they stand. */
  readonly from: string;
  readonly bytes: Uint8Array;
  /** The class of them all; without it, of a model that is told classes, `label<TAB>sentence`. */
  readonly label?: string | undefined;
}

/**
 * The sentences on the lines of a file, in their order; empty lines are passed over.
 *
 * @throws {TextvaeError} `DATA` where there are none; `OPTION` for a class that the model is not told;
 * `ENCODING` and `DATA` for what can't be read.
 */
export const askedLines = (model: TrainedModel, asked: AskedLines): AskedItems => {
  const { from, bytes, label } = asked;
  const lines = readLines(bytes, { where: from, maxLineBytes: LINE });
  const told = readsLabels(model);
  if (label !== undefined && !told) {
    const expected = "a model that is told the class of a sentence";
    throw new TextvaeError("OPTION", "--label", { expected, got: model.facts.recipe });
  }
  const given = lines
    .filter((line) => line.trim() !== "")
    .map((line): Text => (told ? labelled(line, label) : line));
  if (given.length === 0) {
    throw new TextvaeError("DATA", from, { expected: "sentences, one on a line", got: "none" });
  }
  const items = model.read(given);
  return { from, items, texts: model.wordings(items) };
};

const labelled = (line: string, label: string | undefined): Text => {
  const tab = line.indexOf("\t");
  if (label !== undefined) return { text: line, label };
  return tab < 0 ? line : { text: line.slice(tab + 1), label: line.slice(0, tab).trim() };
};
