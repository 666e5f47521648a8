import { existsSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Dataset, type Registry, type Storage, TextvaeError } from "@textvae/core";
import { fileSource, nodeHost } from "@textvae/corpus/node";
import type { DataFacts } from "@textvae/runs";
import { type DataSource, loadDataset, namedDatasets, namedTokenizer } from "@textvae/runs/data";
import type { RecordedConfig } from "@textvae/runs/record";
import { attempt, readBytes } from "@textvae/storage-node";
import { dataSchema, type Settings } from "../config/schema.ts";
import { isRemote, mayBeThere, namesAt, readAt, wholeName } from "../places.ts";
import { cacheBeside } from "./cache.ts";

/** What a run or bundle keeps of the tokenizer of its data. */
export interface Keeping {
  readonly storage: Pick<Storage, "read">;
  readonly data: Pick<DataFacts, "tokenizer">;
}

/**
 * The data that settings name: a dataset, or a folder of this machine. The file of a tokenizer that is
 * there no more is that of the run.
 */
export const dataOf = async (
  settings: Settings,
  registry: Registry,
  keeping?: Keeping,
): Promise<Dataset> => {
  const reading = await readingWith(settings, registry, keeping);
  return loadDataset({ data: settings.data, reading }, registry, (name) =>
    folderNamed(name, settings.cache),
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
  data: namedDatasets(registry).includes(data) ? data : wholeName(data),
  ...(cache !== undefined && { cache: resolve(cache) }),
});

/** The options of the dataset that someone set. */
export const readingOf = (settings: Settings): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.keys(dataSchema.shape)
      .map((key) => [key, settings[key as keyof Settings]] as const)
      .filter(([, value]) => value !== undefined),
  );

/** A folder, wherever it is; undefined where there is none. `anew` prepares again what was prepared. */
export const folderNamed = (name: string, cache?: string, anew = false): DataSource | undefined =>
  mayBeThere(name)
    ? {
        name,
        names: () => readable(name, () => (isRemote(name) ? namesAt(name) : namesIn(name))),
        read: (file) => readable(`${name}/${file}`, () => readAt(name, file, readBytes)),
        // Of an object store whole files are read.
        ...(existsSync(name) && {
          streams: {
            source: (file) => fileSource(join(name, file)),
            host: (files) => nodeHost(cacheOf(name, files, cache), { anew }),
          },
        }),
      }
    : undefined;

/** What a folder holds, and what folders of its splits do. */
const namesIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const within = entries
    .filter((entry) => entry.isDirectory() && /^(?:train|valid|val|dev|test)$/.test(entry.name))
    .map(async ({ name }) => (await readdir(join(folder, name))).map((file) => `${name}/${file}`));
  return [...entries.map(({ name }) => name), ...(await Promise.all(within)).flat()];
};

/** Text of this many bytes and more is prepared in a file; smaller text, in memory at every start. */
const LARGE = 1 << 24;

const cacheOf = (folder: string, files: readonly string[], cache?: string): string | undefined => {
  if (cache !== undefined) return cache;
  const sizes = files.map((file) => statSync(join(folder, file)).size);
  const large = sizes.reduce((sum, size) => sum + size, 0) >= LARGE;
  return large ? cacheBeside(folder) : undefined;
};

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
