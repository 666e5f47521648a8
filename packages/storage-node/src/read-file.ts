import { type Stats, statSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";

/** The bytes of a file. Throws for a FIFO, a device or a folder, which have no end or no bytes. */
export const readBytes = async (path: string): Promise<Uint8Array> => {
  refuse(await stat(path));
  const { buffer, byteOffset, length } = await readFile(path);
  return new Uint8Array(buffer, byteOffset, length); // a Buffer's slice would share memory
};

/** Throws for what is there and is no file, as `readBytes` does. */
export const requireFile = (path: string): void => refuse(statSync(path));

/** What stands in `code` and message says what was found in the place of a file. */
const refuse = (found: Stats): void => {
  if (found.isFile()) return;
  const kind = kindOf(found);
  throw Object.assign(new Error(kind), { code: kind });
};

const kindOf = (found: Stats): string => {
  if (found.isDirectory()) return "a folder";
  if (found.isFIFO()) return "a FIFO, which has no end of its own";
  return found.isSocket() ? "a socket" : "a device";
};
