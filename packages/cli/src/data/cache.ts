import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** Where prepared text is kept: beside its data, or in the user's cache folder where that can't be written. */
export const cacheBeside = (folder: string): string => {
  try {
    accessSync(folder, constants.W_OK);
    return join(folder, ".textvae");
  } catch {
    const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
    return join(caches, "textvae");
  }
};
