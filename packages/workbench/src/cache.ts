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
    return userCache();
  }
};

/** The folder of a user for what can be made again. */
export const userCache = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "textvae");
