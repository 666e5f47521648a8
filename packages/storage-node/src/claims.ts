import { randomUUID } from "node:crypto";
import {
  copyFile,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { Claims, Storage } from "@textvae/core";
import { leaseLost } from "@textvae/run-format/lease";
import { codeOf } from "./code-of.ts";
import { attempt } from "./failures.ts";
import { isThere, syncFolder, TEMPORARY, temporaryName, writeSynced } from "./files.ts";
import { heldStorage } from "./held-storage.ts";
import { requireNoLock } from "./old-lock.ts";
import { OLD, pathOf, SHARED, WORK } from "./workplace.ts";

/** The folder of claims within that of a run. */
export const CLAIMS = "lease";

const RECORD = "holder.json";

/** Earlier claims that stay, without the right to write, so that a number is never given twice. */
const KEPT = 4;

/**
 * Claims on a folder. Claim N is the folder `lease/N`, renamed into place whole, which one of many
 * can do. Its holder makes every change by one system call on a path through `lease/N/work`; whoever
 * makes a later claim renames that folder away and removes it before reading anything. So a change of
 * an earlier holder has either happened by then or fails, and no moment lies between check and change.
 */
export const nodeClaims = (root: string, reading: Storage): Claims => {
  const home = join(root, CLAIMS);
  const placeOf = (number: number) => join(home, String(number).padStart(8, "0"));

  return {
    latest: () =>
      attempt(CLAIMS, async () => {
        const number = (await numbersIn(home)).at(-1);
        if (number === undefined) return undefined;
        return { number, record: new Uint8Array(await readFile(join(placeOf(number), RECORD))) };
      }),
    next: (after, record) =>
      attempt(CLAIMS, async () => {
        await requireNoLock(root);
        const [number, place] = [after + 1, placeOf(after + 1)];
        if (((await numbersIn(home)).at(-1) ?? 0) !== after) return undefined;
        if (!(await putInPlace(home, place, record))) return undefined;
        const numbers = await numbersIn(home);
        if (numbers.at(-1) !== number) {
          await rm(place, { recursive: true, force: true });
          return undefined;
        }
        const work = join(place, WORK);
        const earlier = numbers.filter((each) => each < number);
        for (const each of earlier) await shutOut(root, placeOf(each));
        for (const each of earlier.filter((one) => one <= number - KEPT)) {
          await rm(placeOf(each), { recursive: true, force: true });
        }
        await removeUnfinished(home);
        return heldStorage({ root, work, number, reading });
      }),
    update: ({ number, record }) =>
      attempt(CLAIMS, async () => {
        const place = placeOf(number);
        const made = join(place, WORK, randomUUID());
        try {
          await writeSynced(made, record);
          await rename(made, join(place, RECORD));
        } catch (error) {
          if (await isThere(join(place, WORK))) throw error;
          throw leaseLost(CLAIMS, number, error);
        }
      }),
  };
};

const numbersIn = async (home: string): Promise<number[]> => {
  const names = (await isThere(home)) ? await readdir(home) : [];
  const numbers = names.filter((name) => /^\d{8}$/.test(name)).map(Number);
  return numbers.sort((a, b) => a - b);
};

/** Makes the folder of a claim; whether there was none. */
const putInPlace = async (home: string, place: string, record: Uint8Array): Promise<boolean> => {
  const made = join(home, `${TEMPORARY}${process.pid}-${randomUUID()}`);
  await mkdir(join(made, WORK), { recursive: true });
  try {
    await writeSynced(join(made, RECORD), record);
    await syncFolder(made);
    await rename(made, place);
    await syncFolder(home);
    return true;
  } catch (error) {
    await rm(made, { recursive: true, force: true });
    // ENOENT: whoever claimed meanwhile removed what was unfinished.
    if (["ENOTEMPTY", "EEXIST", "EPERM", "ENOENT"].includes(codeOf(error))) return false;
    throw error;
  }
};

/** Ends the right to write of an earlier claim, and mends what its holder was about to do. */
const shutOut = async (root: string, place: string): Promise<void> => {
  await rename(join(place, WORK), join(place, `gone-${randomUUID()}`)).catch((error) => {
    if (codeOf(error) !== "ENOENT") throw error;
  });
  for (const name of await readdir(place)) {
    if (!name.startsWith("gone-")) continue;
    const gone = join(place, name);
    for (const left of await readdir(gone)) {
      if (left.startsWith(OLD)) await putBack(join(gone, left), join(root, pathOf(left, OLD)));
      // Whoever has the file open would go on writing into it: from now on that is another file.
      if (left.startsWith(SHARED)) await replaceByCopy(join(root, pathOf(left, SHARED)));
    }
    await rm(gone, { recursive: true, force: true, maxRetries: 3 });
  }
};

/** A folder that was moved away for its successor goes back where none came. */
const putBack = async (old: string, target: string): Promise<void> => {
  if (!(await isThere(target))) await rename(old, target);
};

const replaceByCopy = async (path: string): Promise<void> => {
  if (!(await isThere(path))) return;
  const target = await realpath(path);
  // A device in its place is refused by who reads it.
  if (!(await stat(target)).isFile()) return;
  const copy = temporaryName(target);
  await copyFile(target, copy);
  const file = await open(copy, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(copy, target);
};

/** What others left that were killed, or came too late, while they claimed. */
const removeUnfinished = async (home: string): Promise<void> => {
  for (const name of await readdir(home)) {
    if (!name.startsWith(TEMPORARY)) continue;
    await rm(join(home, name), { recursive: true, force: true }).catch((error) => {
      // Whoever still writes there comes too late, and removes it.
      if (codeOf(error) !== "ENOTEMPTY") throw error;
    });
  }
};
