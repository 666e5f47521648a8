import type { Storage } from "@textvae/core";
import { TextvaeError } from "@textvae/core/options";
import { changeFile } from "./change-file.ts";
import { attempt, isMissing, isOtherKind } from "./failures.ts";
import {
  folderIn,
  isVisible,
  namesIn,
  pointerIn,
  putFile,
  putFolder,
  removeIn,
  removeLeftovers,
} from "./folders.ts";
import { whileFree } from "./lock.ts";

/**
 * A run in the private file system of this site, in a page or a worker. Files and whole folders appear
 * in one step, so that a tab that is closed or killed at any moment leaves the old content or the new.
 * What it left unfinished is removed here, unless something trains in the run (`lockRun`).
 *
 * Throws `STORAGE` where there is no such file system, or with `create: false` no such folder.
 *
 * @example
 * const run = await openRun(await opfsStorage("runs/first"), config);
 */
export const opfsStorage = async (
  path: string,
  { create = true }: { readonly create?: boolean } = {},
): Promise<Storage> => {
  const root = await attempt(path, () => directoryAt(path, create));
  if (create) {
    await attempt(path, () =>
      whileFree(path, async () => {
        const checkpoints = await folderIn(root, "checkpoints");
        for (const each of [root, checkpoints]) if (each) await removeLeftovers(each);
      }),
    );
  }
  const parentOf = (whole: string, make: boolean) => locate(root, whole, make);
  const existing = async (whole: string) => {
    const { parent, name } = await parentOf(whole, false);
    if (!parent || (await pointerIn(parent, name)) !== undefined) throw missing(whole, parent);
    return parent.getFileHandle(name);
  };

  const existingFolder = async (whole: string) => {
    const { parent, name } = await parentOf(whole, false);
    return parent && folderIn(parent, name);
  };

  return {
    read: (file) =>
      attempt(file, async () => {
        const content = await (await existing(file)).getFile();
        return new Uint8Array(await content.arrayBuffer());
      }),
    exists: (whole) =>
      attempt(whole, async () => {
        const { parent, name } = await parentOf(whole, false);
        return parent !== undefined && isThere(parent, name);
      }),
    list: (folder) =>
      attempt(folder, async () => {
        const found = folder === "" ? root : await existingFolder(folder);
        return found ? (await namesIn(found)).filter(isVisible) : [];
      }),
    write: (file, bytes) =>
      attempt(file, async () => {
        const { parent, name } = await parentOf(file, true);
        await putFile(parent as FileSystemDirectoryHandle, name, bytes);
      }),
    writeFolder: (folder, files) =>
      attempt(folder, async () => {
        const { parent, name } = await parentOf(folder, true);
        await putFolder(parent as FileSystemDirectoryHandle, name, files);
      }),
    append: (file, bytes) =>
      attempt(file, async () => {
        const { parent, name } = await parentOf(file, true);
        const handle = await (parent as FileSystemDirectoryHandle).getFileHandle(name, {
          create: true,
        });
        await changeFile(handle, { append: bytes });
      }),
    truncate: (file, size) =>
      attempt(file, async () => changeFile(await existing(file), { cutTo: size })),
    remove: (whole) =>
      attempt(whole, async () => {
        const { parent, name } = await parentOf(whole, false);
        if (parent) await removeIn(parent, name);
      }),
  };
};

/** A folder in the file system of this site. Throws `STORAGE` where there is no such file system. */
export const directoryAt = async (
  path: string,
  create: boolean,
): Promise<FileSystemDirectoryHandle> => {
  if (!globalThis.navigator?.storage?.getDirectory) {
    throw new TextvaeError("STORAGE", path, {
      expected: "the private file system of a site",
      got: "none here",
      hint: "Serve the page from https or localhost. In Node, use nodeStorage of @textvae/storage-node.",
    });
  }
  let directory = await navigator.storage.getDirectory();
  for (const name of namesOf(path)) {
    directory = await directory.getDirectoryHandle(name, { create }).catch((error) => {
      throw isMissing(error) ? noRun(path, error) : error;
    });
  }
  return directory;
};

/** The folder in which a path ends, with its last name; no folder where one of them is missing. */
const locate = async (root: FileSystemDirectoryHandle, path: string, create: boolean) => {
  const names = namesOf(path);
  const name = names.pop() as string;
  let parent: FileSystemDirectoryHandle | undefined = root;
  for (const each of names) {
    const found: FileSystemDirectoryHandle | undefined = await folderIn(parent, each);
    parent = found ?? (create ? await parent.getDirectoryHandle(each, { create }) : undefined);
    if (!parent) break;
  }
  return { parent, name };
};

/** The names in a path. Throws `STORAGE` for one that leads out of the run, or to what keeps it. */
const namesOf = (path: string): string[] => {
  const names = path.split("/");
  const fine = (name: string) => name !== "" && name !== "." && name !== ".." && isVisible(name);
  if (names.every(fine) && !path.includes("\0") && !path.includes("\\")) return names;
  throw new TextvaeError("STORAGE", JSON.stringify(path), {
    expected: 'names with "/" between them',
    got: "one that is empty, reserved, or leads elsewhere",
  });
};

const isThere = async (parent: FileSystemDirectoryHandle, name: string): Promise<boolean> => {
  try {
    await parent.getFileHandle(name);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    if (isOtherKind(error)) return true;
    throw error;
  }
};

const missing = (path: string, parent: FileSystemDirectoryHandle | undefined): TextvaeError =>
  new TextvaeError("STORAGE", path, {
    expected: "an existing file",
    got: parent ? "a folder" : "none",
  });

const noRun = (path: string, cause: unknown): TextvaeError =>
  new TextvaeError("STORAGE", path, {
    expected: "the folder of a run",
    got: "none",
    hint: "Name the run that was trained in this browser, on this site.",
    cause,
  });
