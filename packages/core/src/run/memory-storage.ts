import { TextvaeError } from "@textvae/ops";
import type { Storage } from "../contracts/storage.ts";

/** A run kept in memory: for tests, and for pages that save elsewhere. */
export const memoryStorage = (): Storage & { readonly files: Map<string, Uint8Array> } => {
  const files = new Map<string, Uint8Array>();
  const inside = (folder: string) =>
    [...files.keys()].filter((path) => path.startsWith(`${folder}/`));
  const read = async (path: string): Promise<Uint8Array> => {
    const bytes = files.get(path);
    if (!bytes) {
      throw new TextvaeError("STORAGE", path, { expected: "an existing file", got: "none" });
    }
    return bytes;
  };
  const remove = async (path: string): Promise<void> => {
    files.delete(path);
    for (const name of inside(path)) files.delete(name);
  };
  return {
    files,
    read: async (path) => (await read(path)).slice(),
    exists: async (path) => files.has(path) || inside(path).length > 0,
    list: async (folder) => [
      ...new Set(
        inside(folder).map((path) => path.slice(folder.length + 1).split("/")[0] as string),
      ),
    ],
    write: async (path, bytes) => {
      files.set(path, bytes.slice());
    },
    writeFolder: async (folder, contents) => {
      await remove(folder);
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
      files.set(path, (await read(path)).slice(0, size));
    },
    remove,
  };
};
