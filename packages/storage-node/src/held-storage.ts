import { link, mkdir, realpath, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Storage } from "@textvae/core";
import { leaseLost } from "@textvae/run-format/lease";
import { codeOf } from "./code-of.ts";
import { attempt } from "./failures.ts";
import { isFolder, isThere, syncFolder, withFile, writeSynced } from "./files.ts";
import { pathWithin } from "./path-within.ts";
import { readBytes } from "./read-file.ts";
import { nameFor, OLD, SHARED } from "./workplace.ts";

interface Held {
  readonly root: string;
  /** The folder that every change goes through, and that is removed by who claims next. */
  readonly work: string;
  readonly number: number;
  /** What reads are left to. */
  readonly reading: Storage;
}

/** Where the file system has no second names of a file. */
const NO_LINKS = ["EPERM", "EXDEV", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK"];

/**
 * A folder as the holder of a claim writes it. Files and folders are made in `work` and renamed from
 * there; files that grow are opened by a second name that lies there. Each is one system call, and
 * fails from the moment on that `work` is no more.
 */
export const heldStorage = ({ root, work, number, reading }: Held): Storage => {
  let made = 0;
  const shared = new Map<string, string>();
  const within = (path: string) => pathWithin(root, path);
  const temporary = () => join(work, String(++made));
  const forget = async (path: string): Promise<void> => {
    for (const [each, name] of shared) {
      if (each !== path && !each.startsWith(`${path}/`)) continue;
      shared.delete(each);
      await rm(name, { force: true });
    }
  };

  /** Whatever fails where the claim was followed fails for that. */
  const held = (path: string, change: (target: string) => Promise<void>): Promise<void> =>
    attempt(path, async () => {
      try {
        await change(within(path));
      } catch (error) {
        if (await isThere(work)) throw error;
        throw leaseLost(path, number, error);
      }
    });

  const publish = async (path: string, target: string, from: string): Promise<void> => {
    await mkdir(dirname(target), { recursive: true });
    if (await isFolder(target)) {
      const old = join(work, nameFor(path, OLD));
      await rename(target, old);
      await rename(from, target);
      await rm(old, { recursive: true, force: true });
    } else {
      await rename(from, target);
    }
    await syncFolder(dirname(target));
    await forget(path);
  };

  const put = (path: string, make: (from: string) => Promise<void>): Promise<void> =>
    held(path, async (target) => {
      const from = temporary();
      try {
        await make(from);
        await publish(path, target, from);
      } catch (error) {
        await rm(from, { recursive: true, force: true });
        throw error;
      }
    });

  /** The name by which a file is changed in place; undefined where there can be none. */
  const sharedName = async (path: string, make: boolean): Promise<string | undefined> => {
    const known = shared.get(path);
    if (known !== undefined) return known;
    const [target, name] = [within(path), join(work, nameFor(path, SHARED))];
    try {
      if (make && !(await isThere(target))) {
        await mkdir(dirname(target), { recursive: true });
        await writeFile(name, "", { flag: "wx" });
        await link(name, target);
      } else {
        await link(await realpath(target), name);
      }
    } catch (error) {
      if (!NO_LINKS.includes(codeOf(error))) throw error;
      await rm(name, { force: true });
      return undefined;
    }
    shared.set(path, name);
    return name;
  };

  const write: Storage["write"] = (path, bytes) => put(path, (from) => writeSynced(from, bytes));

  return {
    read: reading.read,
    exists: reading.exists,
    list: reading.list,
    write,
    writeFolder: (path, files) =>
      put(path, async (from) => {
        await mkdir(from);
        for (const [name, bytes] of Object.entries(files)) {
          await writeSynced(pathWithin(from, name), bytes);
        }
        await syncFolder(from);
      }),
    append: (path, bytes) =>
      held(path, async (target) => {
        const name = await sharedName(path, true);
        if (name === undefined) {
          const before = (await isThere(target)) ? await readBytes(target) : new Uint8Array();
          return write(path, joined(before, bytes));
        }
        await withFile(name, "a", async (file) => {
          await file.writeFile(bytes);
          await file.datasync();
        });
      }),
    truncate: (path, size) =>
      held(path, async (target) => {
        const name = await sharedName(path, false);
        if (name === undefined) return write(path, (await readBytes(target)).subarray(0, size));
        await withFile(name, "r+", (file) => file.truncate(size));
      }),
    remove: (path) =>
      held(path, async (target) => {
        const gone = temporary();
        try {
          await rename(target, gone);
        } catch (error) {
          if (!["ENOENT", "ENOTDIR"].includes(codeOf(error)) || !(await isThere(work))) throw error;
        }
        await forget(path);
        await rm(gone, { recursive: true, force: true });
      }),
  };
};

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
};
