import { existsSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TextvaeError } from "@textvae/core";
import { fileSource, nodeHost } from "@textvae/corpus/node";
import type { DataSource } from "@textvae/runs/data";
import { readBytes } from "@textvae/storage-node";
import { isRemote, namesAt, readAt } from "../places.ts";
import { cacheBeside } from "./cache.ts";
import { filesNamed, namesFiles } from "./named-files.ts";

/** Files of data, wherever they are; undefined where there are none. `anew` prepares again what was prepared. */
export const sourceNamed = (name: string, cache?: string, anew = false): DataSource | undefined => {
  if (isRemote(name)) {
    return {
      name,
      names: () => readable(name, () => namesAt(name)),
      read: (file) => readable(`${name}/${file}`, () => readAt(name, file, readBytes)),
    };
  }
  if (namesFiles(name)) {
    const paths = filesNamed(name);
    const names = async () => [...paths.keys()];
    return local({ name, names, pathOf: (file) => paths.get(file) ?? file }, cache, anew);
  }
  if (!existsSync(name)) return undefined;
  const names = () => readable(name, () => namesIn(name));
  return local({ name, names, pathOf: (file) => join(name, file) }, cache, anew);
};

/** Files of this machine. */
interface Local {
  readonly name: string;
  names(): Promise<readonly string[]>;
  pathOf(file: string): string;
}

const local = ({ name, names, pathOf }: Local, cache?: string, anew?: boolean): DataSource => ({
  name,
  names,
  read: (file) => readable(pathOf(file), () => readBytes(pathOf(file))),
  streams: {
    source: (file) => fileSource(pathOf(file)),
    host: (files) => nodeHost(cache ?? cacheOf(files.map(pathOf)), { anew: anew === true }),
  },
});

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

const cacheOf = (paths: readonly string[]): string | undefined => {
  const size = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  return size >= LARGE ? cacheBeside(folderOf(paths)) : undefined;
};

/** The folder of the first file; beside that of a split where it lies in one. */
const folderOf = ([path = "."]: readonly string[]): string => {
  const folder = dirname(path);
  return /^(?:train|valid|val|dev|test)$/.test(folder.split(/[\\/]/).at(-1) as string)
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
