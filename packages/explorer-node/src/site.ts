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

/** Folders that hold such a page, known by their map, or by the corpus that it trains on. */
export const SITES: WrittenFolder = {
  what: "page of the explorer",
  files: ["assets", "bundle", "index.html", "map", "train"],
  read: async ({ exists, read }) =>
    (await exists("map/map.json"))
      ? readDescription(await read("map/map.json"), "map/map.json")
      : read("train/corpus.txt"),
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

const TO_TRAIN = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="color-scheme" content="light dark" />
    <title>Train a text VAE</title>
    <meta http-equiv="refresh" content="0; url=train/" />
  </head>
  <body>
    <p><a href="train/">Train a text VAE</a></p>
  </body>
</html>
`;

/** The page without a run: its address leads to the one that trains. */
export const trainerOf = (page: Files): Files =>
  new Map([...page, ["index.html", new TextEncoder().encode(TO_TRAIN)]]);

const within = (folder: string, files: Files): [string, Uint8Array][] =>
  [...files].map(([name, bytes]) => [`${folder}/${name}`, bytes]);
