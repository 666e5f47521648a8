import type { Claims, Storage } from "@textvae/core";
import { TextvaeError } from "@textvae/core/options";
import { leaseLost } from "@textvae/run-format/lease";
import { type S3Account, type S3Address, s3Address } from "./address.ts";
import { type S3Client, s3Client } from "./client.ts";
import { type Journal, openJournal } from "./journal.ts";
import { type Entry, isWithin, keysOf, type Manifest } from "./manifest.ts";
import { damaged, MISSING, objectsOf } from "./objects.ts";

/**
 * A run under a prefix of a bucket of S3, or of a store that speaks it. Contents are objects that never
 * change; `textvae-manifest.json` says which of them the run consists of, and every change is one
 * conditional write of it. So a checkpoint is there whole or not at all, and the number of a lease is
 * checked in the write itself. Objects that were uploaded without a manifest are read as they are, and
 * taken into one by the first change.
 *
 * Throws `OPTION` for a name that is none, `STORAGE` where the store is away or refuses, at the first change
 * also where it ignores conditions; with `create: false` where nothing is there.
 *
 * @example
 * const storage = await s3Storage("s3://models/runs/first", s3AccountIn(process.env));
 */
export const s3Storage = async (
  name: string,
  account: S3Account = {},
  { create = true }: { readonly create?: boolean } = {},
): Promise<Storage> => {
  const { bucket, prefix } = s3Address(name);
  const client = s3Client(bucket, account);
  const place = placeIn({ bucket, prefix });
  const journal = openJournal(client, place);
  if (!create && (await journal.latest()).files.size === 0) throw missing(name);
  const means = { client, place, journal };
  return { ...storageOf(means), claims: claimsOf(means) };
};

/** Names of the folders under a prefix. */
export const s3Folders = async (name: string, account: S3Account = {}): Promise<string[]> => {
  const address = s3Address(name);
  const place = placeIn(address);
  const { folders } = await s3Client(address.bucket, account).list(place(""), { within: true });
  return folders.map((folder) => folder.slice(place("").length, -1));
};

interface Means {
  readonly client: S3Client;
  readonly place: (name: string) => string;
  readonly journal: Journal;
}

const placeIn =
  ({ prefix }: S3Address) =>
  (name: string): string =>
    prefix === "" ? name : `${prefix}/${name}`;

const padded = (number: number): string => String(number).padStart(8, "0");

/** The storage of a claim, or with 0 of nobody in particular. */
const storageOf = ({ client, place, journal }: Means, number = 0): Storage => {
  const objects = objectsOf(client, (id) => place(`objects/${padded(number)}-${id}`));
  const state = () => (number === 0 ? journal.latest() : journal.known());
  const change = async (
    path: string,
    edit: (files: Map<string, Entry>) => Promise<void>,
  ): Promise<void> => {
    requirePath(path);
    await journal.change(async ({ claim, files }) => {
      if (number > 0 && claim?.number !== number) throw leaseLost(path, number);
      const edited = new Map(files);
      await edit(edited);
      return { claim, files: edited };
    });
  };
  const removeFrom = (files: Map<string, Entry>, folder: string): void => {
    for (const path of [...files.keys()]) if (isWithin(path, folder)) files.delete(path);
  };

  return {
    async read(path) {
      for (let last: Manifest | undefined; ; ) {
        const manifest = await state();
        const entry = manifest.files.get(path);
        if (!entry) throw noFile(path);
        const bytes = await objects.read(entry);
        if (bytes !== MISSING) return bytes;
        // The folder went on meanwhile, unless it is the same still.
        if (last?.id === manifest.id) throw damaged(entry);
        last = manifest;
      }
    },
    async exists(path) {
      return [...(await state()).files.keys()].some((each) => isWithin(each, path));
    },
    async list(folder) {
      const start = folder === "" ? 0 : folder.length + 1;
      const inside = [...(await state()).files.keys()].filter(
        (path) => path !== folder && isWithin(path, folder),
      );
      return [...new Set(inside.map((path) => path.slice(start).split("/")[0] as string))];
    },
    async write(path, bytes) {
      const entry = await objects.entry(bytes);
      await change(path, async (files) => void files.set(path, entry));
    },
    async writeFolder(folder, contents) {
      const made = await Promise.all(
        Object.entries(contents).map(
          async ([name, bytes]) =>
            [folder === "" ? name : `${folder}/${name}`, await objects.entry(bytes)] as const,
        ),
      );
      await change(made[0]?.[0] ?? folder, async (files) => {
        removeFrom(files, folder);
        for (const [path, entry] of made) files.set(path, entry);
      });
    },
    append: (path, bytes) =>
      change(path, async (files) => {
        const before = files.get(path) ?? { parts: [], tail: new Uint8Array() };
        files.set(path, await objects.appended(before, bytes));
      }),
    truncate: (path, size) =>
      change(path, async (files) => {
        const before = files.get(path);
        if (!before) throw noFile(path);
        files.set(path, await objects.cut(before, size));
      }),
    remove: (path) => change(path, async (files) => removeFrom(files, path)),
  };
};

const claimsOf = (means: Means): Claims => {
  const { journal } = means;
  return {
    latest: async () => (await journal.latest()).claim,
    async next(after, record) {
      const number = after + 1;
      await journal.latest();
      const made = await journal
        .change(async ({ claim, files }) => {
          if ((claim?.number ?? 0) !== after) throw TAKEN;
          return { claim: { number, record }, files };
        })
        .catch((error) => {
          if (error !== TAKEN) throw error;
        });
      if (!made) return undefined;
      await removeLeftovers(means, number, made);
      return storageOf(means, number);
    },
    async update({ number, record }) {
      await journal.change(async ({ claim, files }) => {
        if (claim?.number !== number) throw leaseLost(`lease ${number}`, number);
        return { claim: { number, record }, files };
      });
    },
  };
};

/** What an edit throws where another made the claim. */
const TAKEN = Symbol("claim is taken");

/** Objects of earlier claims that nothing speaks of: their writers ended, or lost their claim. */
const removeLeftovers = async (
  { client, place }: Means,
  number: number,
  manifest: Manifest,
): Promise<void> => {
  const used = keysOf(manifest);
  const { names } = await client.list(place("objects/"));
  const of = (key: string) => Number(key.slice(place("objects/").length).split("-")[0]);
  const left = names.filter(({ key }) => !used.has(key) && of(key) > 0 && of(key) < number);
  await Promise.all(left.map(({ key }) => client.delete(key).catch(() => {})));
};

const requirePath = (path: string): void => {
  const names = path.split("/");
  const fine = names.every((name) => !["", ".", ".."].includes(name) && !name.includes("\0"));
  if (fine) return;
  throw new TextvaeError("STORAGE", JSON.stringify(path), {
    expected: "a path inside the run folder",
    got: "one that leads out of it",
  });
};

const noFile = (path: string): TextvaeError =>
  new TextvaeError("STORAGE", path, { expected: "an existing file", got: "none" });

const missing = (name: string): TextvaeError =>
  new TextvaeError("STORAGE", name, {
    expected: "the folder of a run",
    got: "nothing under that name",
    hint: "Name the place that textvae train printed.",
  });
