import { type Split, TextvaeError } from "@textvae/core";
import { type Items, itemsOf, type Text } from "@textvae/runs";
import { readLines } from "@textvae/text";
import { z } from "zod";
import type { Io } from "../io.ts";
import { attempt } from "../storage/failures.ts";
import { readBytes } from "../storage/read-file.ts";
import type { Trained } from "../trained.ts";
import { readsLabels } from "./told.ts";

const LINE = 1_000_000;

/** Where the sentences of a question stand. */
export const askedFlags: {
  readonly file: z.ZodOptional<z.ZodString>;
  readonly split: z.ZodOptional<z.ZodEnum>;
  readonly label: z.ZodOptional<z.ZodString>;
} = {
  file: z.string().optional().describe("file of sentences, one on a line; else standard input"),
  split: z
    .enum(["train", "valid", "test"])
    .optional()
    .describe("a split of the run's data instead"),
  label: z.string().optional().describe("class of them all; without it label<TAB>sentence"),
};

export interface AskedFlags {
  readonly file?: string;
  readonly split?: Split;
  readonly label?: string;
}

/** The sentences that a model is asked about. */
export interface AskedItems {
  /** Where they stand. */
  readonly from: string;
  readonly items: Items;
  /** As the model reads them. */
  readonly texts: readonly string[];
}

/**
 * The sentences of `--file`, of `--split`, or of standard input, in their order; empty lines are passed over.
 *
 * @throws {TextvaeError} `OPTION` where there are none, or both are named; `STORAGE`, `ENCODING`, `DATA` for
 * a file that can't be read.
 */
export const askedItems = async (
  { model, dataset }: Trained,
  { file, split, label }: AskedFlags,
  io: Io,
): Promise<AskedItems> => {
  if (file !== undefined && split !== undefined) {
    throw new TextvaeError("OPTION", "--file", { expected: "a file or --split", got: "both" });
  }
  if (split !== undefined) {
    const items = itemsOf(await dataset(), split);
    return { from: split, items, texts: model.wordings(items) };
  }
  const from = file ?? "standard input";
  const bytes =
    file === undefined ? await io.stdin?.() : await attempt(file, () => readBytes(file));
  const lines = bytes ? readLines(bytes, { where: from, maxLineBytes: LINE }) : [];
  const told = readsLabels(model);
  if (label !== undefined && !told) {
    const expected = "a model that is told the class of a sentence";
    throw new TextvaeError("OPTION", "--label", { expected, got: model.facts.recipe });
  }
  const given = lines
    .filter((line) => line.trim() !== "")
    .map((line): Text => (told ? labelled(line, label) : line));
  if (given.length === 0) {
    throw new TextvaeError(file === undefined ? "OPTION" : "DATA", from, {
      expected: "sentences, one on a line",
      got: "none",
      ...(file === undefined && { hint: "Name a file with --file, or a split with --split." }),
    });
  }
  const items = model.read(given);
  return { from, items, texts: model.wordings(items) };
};

const labelled = (line: string, label: string | undefined): Text => {
  const tab = line.indexOf("\t");
  if (label !== undefined) return { text: line, label };
  return tab < 0 ? line : { text: line.slice(tab + 1), label: line.slice(0, tab).trim() };
};
