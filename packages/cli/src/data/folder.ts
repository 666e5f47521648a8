import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Dataset, type Registry, TextvaeError } from "@textvae/core";
import { type DataSource, loadDataset, namedDatasets } from "@textvae/runs/data";
import { readBytes } from "@textvae/storage-node";
import { dataSchema, type Settings } from "../config/schema.ts";

/** The data that settings name: a dataset, or a folder of this machine. */
export const dataOf = (settings: Settings, registry: Registry): Promise<Dataset> =>
  loadDataset({ data: settings.data, reading: readingOf(settings) }, registry, folderNamed);

/** Where the data is, so that the run finds it again from another folder. */
export const locationOf = ({ data }: Settings, registry: Registry): string =>
  namedDatasets(registry).includes(data) ? data : resolve(data);

/** The options of the dataset that someone set. */
export const readingOf = (settings: Settings): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.keys(dataSchema.shape)
      .map((key) => [key, settings[key as keyof Settings]] as const)
      .filter(([, value]) => value !== undefined),
  );

const folderNamed = (name: string): DataSource | undefined =>
  existsSync(name)
    ? {
        name,
        names: () => readable(name, () => readdir(name)),
        read: (file) => readable(join(name, file), () => readBytes(join(name, file))),
      }
    : undefined;

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
