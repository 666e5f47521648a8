import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Dataset, Registry, Storage } from "@textvae/core";
import type { DataFacts } from "@textvae/runs";
import { loadDataset, namedDatasets, namedTokenizer } from "@textvae/runs/data";
import type { RecordedConfig } from "@textvae/runs/record";
import { dataSchema, type Settings } from "@textvae/settings";
import { attempt, readBytes } from "@textvae/storage-node";
import { wholeData } from "./named-data.ts";
import { sourceNamed } from "./source.ts";

/** What a run or bundle keeps of the tokenizer of its data. */
export interface Keeping {
  readonly storage: Pick<Storage, "read">;
  readonly data: Pick<DataFacts, "tokenizer">;
}

/**
 * The data that settings name: a dataset, or files, wherever they are. The file of a tokenizer that is
 * there no more is that of the run.
 */
export const dataOf = async (
  settings: Settings,
  registry: Registry,
  keeping?: Keeping,
): Promise<Dataset> => {
  const reading = await readingWith(settings, registry, keeping);
  return loadDataset({ data: settings.data, reading }, registry, (name) =>
    sourceNamed(name, settings.cache),
  );
};

/** The options of the dataset that someone set, with the tokenizer that they name. */
export const readingWith = async (
  settings: Settings,
  registry: Registry,
  keeping?: Keeping,
): Promise<Readonly<Record<string, unknown>>> => {
  const { tokenizer: name, ...given } = readingOf(settings) as { readonly tokenizer?: string };
  if (name === undefined) return given;
  const read = (path: string) => tokenizerFile(path, keeping);
  return { ...given, tokenizer: await namedTokenizer(name, registry, read) };
};

const tokenizerFile = async (path: string, keeping?: Keeping): Promise<Uint8Array> => {
  const kept = keeping?.data.tokenizer?.file;
  if (keeping && kept && !existsSync(path)) return keeping.storage.read(kept.name);
  return attempt(path, () => readBytes(path));
};

/** Where the data is, so that the run finds it again from another folder. */
export const locationOf = (
  { data, cache }: Settings,
  registry: Registry,
): RecordedConfig["location"] => ({
  data: namedDatasets(registry).includes(data) ? data : wholeData(data),
  ...(cache !== undefined && { cache: resolve(cache) }),
});

/** The options of the dataset that someone set. */
export const readingOf = (settings: Settings): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.keys(dataSchema.shape)
      .map((key) => [key, settings[key as keyof Settings]] as const)
      .filter(([, value]) => value !== undefined),
  );
