import { existsSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { type RangedFile, TextvaeError } from "@textvae/core";
import { rangedSource } from "@textvae/corpus";
import { fileSource, type NodeHostOptions, nodeHost } from "@textvae/corpus/node";
import { isHubName } from "@textvae/hub/place";
import type { DataSource } from "@textvae/runs/data";
import { readBytes } from "@textvae/storage-node";
import { cacheBeside, userCache } from "./cache.ts";
import { filesNamed, namesFiles } from "./named-files.ts";
import { isRemote } from "./places.ts";

/** Files of data, wherever they are; undefined where there are none. */
export const sourceNamed = (
  name: string,
  cache?: string,
  how: NodeHostOptions = {},
): DataSource | undefined => {
  if (isRemote(name)) return remote({ name, list: () => filesOfStore(name) }, cache, how);
  if (isHubName(name)) return remote({ name, list: () => filesOfHub(name) }, cache, how);
  if (namesFiles(name)) {
    const paths = filesNamed(name);
    const names = async () => [...paths.keys()];
    return local({ name, names, pathOf: (file) => paths.get(file) ?? file }, cache, how);
  }
  if (!existsSync(name)) return undefined;
  const names = () => readable(name, () => namesIn(name));
  return local({ name, names, pathOf: (file) => join(name, file) }, cache, how);
};

/** Files of this machine. */
interface Local {
  readonly name: string;
  names(): Promise<readonly string[]>;
  pathOf(file: string): string;
}

const local = (
  { name, names, pathOf }: Local,
  cache: string | undefined,
  how: NodeHostOptions,
): DataSource => ({
  name,
  names,
  read: (file) => readable(pathOf(file), () => readBytes(pathOf(file))),
  streams: {
    source: (file) => fileSource(pathOf(file)),
    host: (files) => nodeHost(cache ?? cacheOf(files.map(pathOf)), how),
  },
});

/** Files elsewhere, of which parts are read. */
interface Remote {
  readonly name: string;
  list(): Promise<ReadonlyMap<string, RangedFile>>;
}

const filesOfStore = async (name: string): Promise<ReadonlyMap<string, RangedFile>> => {
  const { s3AccountIn, s3Files } = await import("@textvae/storage-s3");
  return s3Files(name, s3AccountIn(process.env));
};

const filesOfHub = async (name: string): Promise<ReadonlyMap<string, RangedFile>> => {
  const { hubAccountIn, hubDataset, hubFiles } = await import("@textvae/hub");
  return hubFiles(hubDataset(name), hubAccountIn(process.env));
};

/** What is prepared of files elsewhere is kept in the cache folder, if it is large. */
const remote = (
  { name, list }: Remote,
  cache: string | undefined,
  how: NodeHostOptions,
): DataSource => {
  let files: ReadonlyMap<string, RangedFile> = new Map();
  const fileOf = (file: string) => files.get(file) as RangedFile;
  return {
    name,
    async names() {
      files = await list();
      return [...files.keys()];
    },
    async read(file) {
      const { range } = fileOf(file);
      return range.slice(0, range.size);
    },
    streams: {
      source: (file) => rangedSource(fileOf(file)),
      host(names) {
        const size = names.reduce((sum, file) => sum + fileOf(file).range.size, 0);
        return nodeHost(cache ?? (size >= LARGE ? userCache() : undefined), how);
      },
    },
  };
};

/** What a folder holds, and what folders of its splits do. */
const namesIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const within = entries
    .filter(
      (entry) => entry.isDirectory() && /^(?:train|valid(?:ation)?|val|dev|test)$/.test(entry.name),
    )
    .map(async ({ name }) => (await readdir(join(folder, name))).map((file) => `${name}/${file}`));
  return [...entries.map(({ name }) => name), ...(await Promise.all(within)).flat()];
};

/** Text of this many bytes and more is prepared in a file; smaller text, in memory at every start. */
const LARGE = 1 << 24;

const cacheOf = (paths: readonly string[]): string | undefined => {
  const size = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  return size >= LARGE ? cacheBeside(folderOf(paths)) : undefined;
};

/** Where text of that name is kept once it is prepared, however small it is. */
export const cacheFor = (name: string): string => {
  if (isRemote(name) || isHubName(name)) return userCache();
  return cacheBeside(namesFiles(name) ? folderOf([...filesNamed(name).values()]) : name);
};

/** The folder of the first file; beside that of a split where it lies in one. */
const folderOf = ([path = "."]: readonly string[]): string => {
  const folder = dirname(path);
  return /^(?:train|valid(?:ation)?|val|dev|test)$/.test(folder.split(/[\\/]/).at(-1) as string)
    ? dirname(folder)
    : folder;
};

const readable = async <T>(path: string, read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof TextvaeError && cause.code === "DATA") throw cause;
    throw new TextvaeError("DATA", path, {
      expected: "a folder of text files that can be read",
      got: String((cause as { code?: unknown }).code),
      cause,
    });
  }
};
