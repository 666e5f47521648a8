import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { TextvaeError } from "@textvae/core";
import { readDescription } from "@textvae/explorer";
import type { WrittenFolder } from "@textvae/storage-node";

export type Files = ReadonlyMap<string, Uint8Array>;

/** What the page shows of one run. */
export interface SiteFiles {
  readonly bundle: Files;
  readonly map: Files;
}

/** Folders that hold such a page, known by their map. */
export const SITES: WrittenFolder = {
  what: "page of the explorer",
  files: ["assets", "bundle", "index.html", "map"],
  read: async ({ read }) => readDescription(await read("map/map.json"), "map/map.json"),
};

/** The files of the page as it was built. Throws `BACKEND` where it was not. */
export const pageFiles = async (): Promise<Files> => {
  const folder = pageFolder();
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, Uint8Array>();
  for (const entry of names.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const name = path
      .slice(folder.length + 1)
      .split(sep)
      .join("/");
    files.set(name, await readFile(path));
  }
  return files;
};

const pageFolder = (): string => {
  try {
    const found = createRequire(import.meta.url).resolve("@textvae/explorer/page/index.html");
    return dirname(found);
  } catch (cause) {
    throw new TextvaeError("BACKEND", "explore", {
      expected: "the page of the explorer",
      got: "none: it was not built",
      hint: "Run: pnpm build",
      cause,
    });
  }
};

/** The page with a run's bundle and map beside it, as they are looked for by the page. */
export const siteOf = (page: Files, { bundle, map }: SiteFiles): Files =>
  new Map([...page, ...within("bundle", bundle), ...within("map", map)]);

const within = (folder: string, files: Files): [string, Uint8Array][] =>
  [...files].map(([name, bytes]) => [`${folder}/${name}`, bytes]);
