import { text } from "@textvae/dataset-text";
import { readConfig } from "@textvae/run-format";
import { askedSplit } from "@textvae/runs/asking";
import type { RecordedConfig } from "@textvae/runs/record";
import { heldOut } from "@textvae/worker";
import { encodeMap, MAP_FILES, readCodes, readMap } from "../../map/files.ts";
import { keptMap } from "../../map/kept-map.ts";
import { makeMap } from "../../map/make-map.ts";
import { readingOf } from "../../reading/reading-of.ts";
import { spaced } from "../train/prose.ts";
import { type Held, once } from "./held.ts";
import { openedHere } from "./opened-here.ts";

/** A run of this browser, and the text that it was trained on. */
export interface TrainedRun {
  readonly run: string;
  /** What it is called. */
  readonly name: string;
  readonly text: string;
  readonly reading: Readonly<Record<string, unknown>>;
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
  { run, name, text: lines, reading }: TrainedRun,
  onProgress: (done: number) => void,
): Promise<Held & { dispose(): void }> => {
  const { storage, model } = await openedHere(run);
  const splits = heldOut(lines);
  const dataset = text({ ...reading, splits: { ...splits, test: lines } });
  const from = dataset.size("valid") < FEW ? "test" : "valid";
  const { items, texts } = await askedSplit({ model, dataset: async () => dataset }, from);
  const asked = { from: from === "test" ? "the text, most of them trained on" : "those held out" };
  const config = (await readConfig(storage)) as unknown as RecordedConfig;
  const shown = { model, storage, config, folder: "this browser", dataset: async () => dataset };
  const told = { ...(await readingOf(shown)), title: name };
  const files = await keptMap(storage, { model, texts, asked }, told, async () => {
    const options = { ...asked, items, most: ITEMS, prior: PRIOR, seed: SEED, onProgress };
    const map = await makeMap(model, options);
    return encodeMap({ ...map, description: { ...map.description, reading: told } });
  });
  const read = async (file: string) => files.get(file) as Uint8Array;
  const map = once(() => readMap(read));
  return {
    map,
    texts: once(async () => JSON.parse(new TextDecoder().decode(await read(MAP_FILES.texts)))),
    codes: once(async () => readCodes(read, (await map()).description)),
    model: async () => model,
    typed: spaced,
    dispose: () => model.model.dispose(),
  };
};
