import type { Dataset, Split } from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { readConfig } from "@textvae/run-format";
import { itemsOf, type TrainedModel } from "@textvae/runs";
import type { RecordedConfig } from "@textvae/runs/record";
import { heldOut, type Setup } from "@textvae/worker";
import { encodeMap, MAP_FILES, readCodes, readMap } from "../../map/files.ts";
import { keptMap } from "../../map/kept-map.ts";
import { makeMap, someOf } from "../../map/make-map.ts";
import { readingOf } from "../../reading/reading-of.ts";
import type { TrainedFile } from "../train/files.ts";
import { spaced } from "../train/prose.ts";
import { type Held, once } from "./held.ts";
import { openedHere } from "./opened-here.ts";

/** A run of this browser, and the text that it was trained on. */
export interface TrainedRun {
  readonly run: string;
  /** What it is called. */
  readonly name: string;
  readonly text: string;
  /** In its place, where it was read from a file. */
  readonly file?: TrainedFile | undefined;
  readonly corpus?: string | undefined;
  readonly reading: NonNullable<Setup["reading"]>;
}

/** Sentences that a map of held-out ones has at least; with fewer, all are on it. */
const FEW = 200;
const ITEMS = 2000;
const PRIOR = 1000;
const SEED = 1;

/**
 * What was trained in this browser: the model of its best checkpoint, and the map of its held-out
 * sentences, or of all where these are few. The map is kept with the run.
 */
export const trainedHere = async (
  trained: TrainedRun,
  onProgress: (done: number) => void,
): Promise<Held & { dispose(): void }> => {
  const { run, name, file } = trained;
  const { storage, model } = await openedHere(run);
  const { dataset, from, says, close } = await dataOf(trained);
  try {
    const items = itemsOf(dataset, from);
    const texts = model.wordings(someOf(items, ITEMS, SEED));
    const asked = { from: says };
    const config = (await readConfig(storage)) as unknown as RecordedConfig;
    const shown = { model, storage, config, folder: "this browser" };
    // Words of a file are not all counted for a line beside the curves.
    const counted = file ? { ...dataset, splits: [] } : dataset;
    const reading = await readingOf({ ...shown, dataset: async () => counted });
    const told = { ...reading, title: name };
    const files = await keptMap(storage, { model, texts, asked }, told, async () => {
      const options = { ...asked, items, most: ITEMS, prior: PRIOR, seed: SEED, onProgress };
      const map = await makeMap(model, options);
      return encodeMap({ ...map, description: { ...map.description, reading: told } });
    });
    return heldOf(files, model, file?.format ?? "lines");
  } finally {
    close();
  }
};

interface Data {
  readonly dataset: Dataset;
  readonly from: Split;
  /** What `from` is called. */
  readonly says: string;
  close(): void;
}

const HELD_OUT = "those held out";

/** The sentences of a training. Of a file those are read that are asked for. */
const dataOf = async ({ text: lines, file, corpus, reading }: TrainedRun): Promise<Data> => {
  if (file && corpus !== undefined) {
    const { openedCorpus } = await import("./corpus-here.ts");
    const { splits, close } = await openedCorpus(file, corpus, reading);
    return { dataset: text({ ...reading, splits }), from: "valid", says: HELD_OUT, close };
  }
  const dataset = text({ ...reading, splits: { ...heldOut(lines), test: lines } });
  const all = dataset.size("valid") < FEW;
  const says = all ? "the text, most of them trained on" : HELD_OUT;
  return { dataset, from: all ? "test" : "valid", says, close: () => {} };
};

const heldOf = (
  files: ReadonlyMap<string, Uint8Array>,
  model: TrainedModel,
  format: TrainedFile["format"],
): Held & { dispose(): void } => {
  const read = async (file: string) => files.get(file) as Uint8Array;
  const map = once(() => readMap(read));
  return {
    map,
    texts: once(async () => JSON.parse(new TextDecoder().decode(await read(MAP_FILES.texts)))),
    codes: once(async () => readCodes(read, (await map()).description)),
    model: async () => model,
    typed: format === "lines" ? spaced : (sentence) => sentence,
    dispose: () => model.model.dispose(),
  };
};
