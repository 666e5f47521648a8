import type { PageFile, PagePlaces } from "@textvae/core";
import { TextvaeError } from "@textvae/core/options";
import { type Access, accessPages, snapshotPages } from "./access-pages.ts";
import { attempt, isLocked, isMissing } from "./failures.ts";
import { namesIn, removeIn, TEMPORARY } from "./folders.ts";
import { directoryAt } from "./opfs-storage.ts";

/**
 * Places for prepared text in the private file system of this site, for a worker: `KEY.pages` in a folder. A file
 * is written under another name and moved into place, so that no half of one is ever opened; what a killed tab left
 * is removed by the next who writes. Who wants what another tab is making waits for it.
 *
 * `open` and `make` throw `STORAGE` where the browser gives no room, `CAPABILITY` outside of a worker.
 *
 * @example
 * const host = pageHost(opfsPages("corpora/first")); // of `@textvae/corpus/page`
 */
export const opfsPages = (path: string): PagePlaces => {
  const folder = () => attempt(path, () => directoryAt(path, true));
  const whereIs = (key: string) => `${path}/${key}.pages`;

  const open = async (key: string): Promise<PageFile | undefined> => {
    const where = whereIs(key);
    const root = await folder();
    return attempt(where, async () => {
      const file = await fileIn(root, `${key}.pages`);
      return file && opened(file, where);
    });
  };

  const write = async (key: string, make: (file: PageFile) => Promise<void>): Promise<void> => {
    const where = whereIs(key);
    const root = await folder();
    const temporary = `${TEMPORARY}${crypto.randomUUID()}`;
    const file = await attempt(where, async () => {
      return (await root.getFileHandle(temporary, { create: true })) as OpfsFile;
    });
    let access: Access | undefined;
    try {
      const writer = await attempt(where, () => accessTo(file, where));
      access = writer;
      await make(accessPages(writer, where));
      await attempt(where, async () => {
        writer.flush(); // which may find that there is no more room
        writer.close();
        await file.move(`${key}.pages`);
      });
    } catch (error) {
      access?.close();
      await root.removeEntry(temporary).catch(() => {});
      throw error;
    }
  };

  return {
    open,
    make: (key, make) =>
      inTurn(whereIs(key), async (waited) => {
        const found = waited ? await open(key) : undefined;
        if (found) return found;
        await tidy(path, folder);
        await whileWriting(path, () => write(key, make));
        return (await open(key)) as PageFile;
      }),
  };
};

interface OpfsFile extends FileSystemFileHandle {
  createSyncAccessHandle?(options?: { readonly mode: "read-only" }): Promise<Access>;
  move(name: string): Promise<void>;
}

const accessTo = async (file: OpfsFile, where: string): Promise<Access> => {
  if (file.createSyncAccessHandle) return file.createSyncAccessHandle();
  throw new TextvaeError("CAPABILITY", where, {
    expected: "a worker, which alone writes files in place",
    got: "a page",
    hint: "Prepare text in the worker that trains.",
  });
};

/** A file for reading, beside others who read it. Where a browser lets one alone, parts of a snapshot are read. */
const opened = async (file: OpfsFile, where: string): Promise<PageFile> => {
  try {
    const access = await file.createSyncAccessHandle?.({ mode: "read-only" });
    if (access) return accessPages(access, where);
  } catch (error) {
    if (!isLocked(error)) throw error;
  }
  return snapshotPages(await file.getFile(), where);
};

const fileIn = async (
  root: FileSystemDirectoryHandle,
  name: string,
): Promise<OpfsFile | undefined> => {
  try {
    return (await root.getFileHandle(name)) as OpfsFile;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** One after the other; says whether another came first. */
const inTurn = async <T>(name: string, act: (waited: boolean) => Promise<T>): Promise<T> => {
  const lock = `textvae pages ${name}`;
  const first = await navigator.locks.request(lock, { ifAvailable: true }, async (free) =>
    free ? { made: await act(false) } : undefined,
  );
  return first ? first.made : navigator.locks.request(lock, () => act(true));
};

/** Whoever writes in a folder has a share of its lock, and whoever tidies it up has all. */
const writers = (path: string): string => `textvae writes ${path}`;

const whileWriting = (path: string, act: () => Promise<void>): Promise<void> =>
  navigator.locks.request(writers(path), { mode: "shared" }, act);

/** Removes what killed tabs left, where nobody writes. */
const tidy = (path: string, folder: () => Promise<FileSystemDirectoryHandle>): Promise<void> =>
  navigator.locks.request(writers(path), { ifAvailable: true }, async (alone) => {
    if (!alone) return;
    const root = await folder();
    await attempt(path, async () => {
      const left = (await namesIn(root)).filter((name) => name.startsWith(TEMPORARY));
      for (const name of left) await removeIn(root, name);
    });
  });
