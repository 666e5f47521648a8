import type { RangedFile } from "@textvae/core";
import { TextvaeError } from "@textvae/core/options";
import { asking } from "./library.ts";
import type { HubAccount, HubPlace } from "./place.ts";

/** A dataset on a hub. */
export interface HubDataset extends HubPlace {
  /** The folder of one of several configurations. */
  readonly config?: string;
}

const NAME = /^hf:([\w.-]+\/[\w.-]+)(?::([\w.-]+))?(?:@([\w./-]+))?$/;

/**
 * The dataset that `hf:owner/name`, `hf:owner/name:config` or either with `@revision` names. Throws `OPTION` for
 * what names none.
 *
 * @example
 * hubDataset("hf:someone/reviews:english"); // { repo: "someone/reviews", config: "english", revision: "main" }
 */
export const hubDataset = (name: string): HubDataset => {
  const [, repo, config, revision = "main"] = NAME.exec(name) ?? [];
  if (repo !== undefined) return { repo, revision, ...(config !== undefined && { config }) };
  throw new TextvaeError("OPTION", name, {
    expected:
      "a dataset of a hub, hf:OWNER/NAME or hf:OWNER/NAME:CONFIG, with @REVISION behind it or not",
    got: "another name",
  });
};

/**
 * The files of a dataset by their names in its folder, as of the commit that its revision has now, each read by
 * range: the folder of the configuration, else
 * the one in which the files of splits are.
 *
 * @throws {TextvaeError} `STORAGE` where there is no such dataset or the hub does not answer, `OPTION` for a
 * configuration that it has not, and without one where it has several, `CAPABILITY` where `@huggingface/hub` is
 * not installed.
 *
 * @example
 * const files = await hubFiles(hubDataset("hf:someone/reviews"), hubAccountIn(process.env));
 */
export const hubFiles = (
  place: HubDataset,
  { hub: hubUrl, token: accessToken }: HubAccount,
): Promise<ReadonlyMap<string, RangedFile>> =>
  asking(place, "a dataset", async (hub) => {
    const { repo: name, revision } = place;
    const account = { hubUrl, ...(accessToken && { accessToken }) };
    // A commit never changes, where a branch may between two pieces of a file.
    const asked = { ...account, name, revision, additionalFields: ["sha" as const] };
    const { sha } = await hub.datasetInfo(asked);
    const from = { ...account, repo: { type: "dataset" as const, name }, revision: sha };
    const files = new Map<string, RangedFile>();
    for await (const { type, path, size, oid, lfs } of hub.listFiles({
      ...from,
      recursive: true,
    })) {
      if (type !== "file") continue;
      const where = `hf:${name}/${path}`;
      let opened: Promise<Blob | null> | undefined;
      const slice = (start: number, end: number) =>
        asking(place, `the file ${path}`, async () => {
          opened ??= hub.downloadFile({ ...from, path, xet: false });
          const bytes = await (await opened)?.slice(start, end).arrayBuffer();
          if (bytes?.byteLength === end - start) return new Uint8Array(bytes);
          opened = undefined;
          const got = bytes ? `${bytes.byteLength} bytes of ${end - start}` : "none";
          throw new TextvaeError("STORAGE", where, { expected: "the file that is listed", got });
        });
      files.set(path, { name: where, stamp: lfs?.oid ?? oid ?? `${size}`, range: { size, slice } });
    }
    return within(files, place);
  });

/** A file of a split, in whatever folder. */
const SPLIT = /(?:^|[./])(?:train|valid|validation|val|dev|test)(?:[./-]|$)/;
const KIND = /\.(?:txt|jsonl|csv|tsv|parquet)(?:\.gz)?$/;

/** The files in one folder, by their names there. */
const within = (
  files: ReadonlyMap<string, RangedFile>,
  { repo, config }: HubDataset,
): ReadonlyMap<string, RangedFile> => {
  const folders = new Set(
    [...files.keys()].filter((path) => SPLIT.test(path) && KIND.test(path)).map(folderOf),
  );
  const wanted = config === undefined ? [...folders] : [config, `data/${config}`, `${config}/data`];
  const found = wanted.filter((folder) => folders.has(folder));
  const usual = ["", "data"].find((folder) => config === undefined && folders.has(folder));
  const folder = found.length === 1 ? found[0] : usual;
  if (folder === undefined) {
    throw new TextvaeError("OPTION", `hf:${repo}${config === undefined ? "" : `:${config}`}`, {
      expected: "a dataset with files such as train.jsonl or data/train-00000-of-00001.parquet",
      ...configurationsIn(repo, folders),
    });
  }
  const start = folder === "" ? "" : `${folder}/`;
  return new Map(
    [...files]
      .filter(([path]) => path.startsWith(start))
      .map(([path, file]) => [path.slice(start.length), file]),
  );
};

const configurationsIn = (repo: string, folders: ReadonlySet<string>) => {
  if (folders.size === 0) return { got: "none of these" };
  const names = [...folders].map((one) => one.replace(/^data(?:\/|$)|\/data$/, ""));
  const known = names.filter((one) => one !== "").slice(0, 10);
  return known.length > 0
    ? { got: `those of ${known.join(", ")}`, hint: `Name one: hf:${repo}:${known[0]}.` }
    : { got: "one without configurations", hint: `Name it alone: hf:${repo}.` };
};

/** The folder of a file; of one in a folder of its split, the folder around that. */
const folderOf = (path: string): string => {
  const parts = path.split("/").slice(0, -1);
  if (/^(?:train|valid|validation|val|dev|test)$/.test(parts.at(-1) ?? "")) parts.pop();
  return parts.join("/");
};
