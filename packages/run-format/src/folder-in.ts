import type { Storage } from "@textvae/core/plugin";

/** A folder of a storage as a storage of its own, which is written under the claim of the whole. */
export const folderIn = (storage: Storage, folder: string): Storage => {
  const within = (path: string) => (path === "" ? folder : `${folder}/${path}`);
  return {
    read: (path) => storage.read(within(path)),
    exists: (path) => storage.exists(within(path)),
    list: (path) => storage.list(within(path)),
    write: (path, bytes) => storage.write(within(path), bytes),
    writeFolder: (path, files) => storage.writeFolder(within(path), files),
    append: (path, bytes) => storage.append(within(path), bytes),
    truncate: (path, size) => storage.truncate(within(path), size),
    remove: (path) => storage.remove(within(path)),
  };
};
