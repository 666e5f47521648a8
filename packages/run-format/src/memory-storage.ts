import type { Claim, Claims, Storage } from "@textvae/core/plugin";
import { TextvaeError } from "@textvae/ops";
import { leaseLost } from "./lease.ts";

/** A run kept in memory: for tests, and for pages that save elsewhere. */
export const memoryStorage = (): Storage & { readonly files: Map<string, Uint8Array> } => {
  const files = new Map<string, Uint8Array>();
  const start = (folder: string) => (folder === "" ? "" : `${folder}/`);
  const inside = (folder: string) =>
    [...files.keys()].filter((path) => path.startsWith(start(folder)));
  const read = (path: string): Uint8Array => {
    const bytes = files.get(path);
    if (!bytes) {
      throw new TextvaeError("STORAGE", path, { expected: "an existing file", got: "none" });
    }
    return bytes;
  };
  const remove = (path: string): void => {
    files.delete(path);
    for (const name of inside(path)) files.delete(name);
  };
  // Each change happens within one turn, so that nothing is ever seen half-way.
  const storage: Storage = {
    read: async (path) => read(path).slice(),
    exists: async (path) => files.has(path) || inside(path).length > 0,
    list: async (folder) => [
      ...new Set(
        inside(folder).map((path) => path.slice(start(folder).length).split("/")[0] as string),
      ),
    ],
    write: async (path, bytes) => {
      files.set(path, bytes.slice());
    },
    writeFolder: async (folder, contents) => {
      remove(folder);
      for (const [name, bytes] of Object.entries(contents))
        files.set(`${folder}/${name}`, bytes.slice());
    },
    append: async (path, bytes) => {
      const old = files.get(path) ?? new Uint8Array();
      const joined = new Uint8Array(old.length + bytes.length);
      joined.set(old);
      joined.set(bytes, old.length);
      files.set(path, joined);
    },
    truncate: async (path, size) => {
      files.set(path, read(path).slice(0, size));
    },
    remove: async (path) => remove(path),
  };
  return { files, ...storage, claims: memoryClaims(storage) };
};

const memoryClaims = (storage: Storage): Claims => {
  let now: Claim | undefined;
  const require = (number: number, where: string) => {
    if (now?.number !== number) throw leaseLost(where, number);
  };
  const heldBy = (number: number): Storage => {
    const held =
      <Rest extends unknown[]>(change: (path: string, ...rest: Rest) => Promise<void>) =>
      async (path: string, ...rest: Rest): Promise<void> => {
        require(number, path);
        return change(path, ...rest);
      };
    return {
      ...storage,
      write: held(storage.write),
      writeFolder: held(storage.writeFolder),
      append: held(storage.append),
      truncate: held(storage.truncate),
      remove: held(storage.remove),
    };
  };
  return {
    latest: async () => now,
    async next(after, record) {
      if ((now?.number ?? 0) !== after) return undefined;
      now = { number: after + 1, record: record.slice() };
      return heldBy(now.number);
    },
    async update({ number, record }) {
      require(number, `lease ${number}`);
      now = { number, record: record.slice() };
    },
  };
};
