import { createHash, randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import {
  type CorpusHelpers,
  type CorpusHost,
  type Hash,
  type PageFile,
  type PagePlaces,
  TextvaeError,
} from "@textvae/core";
import { memoryPlaces } from "../pages/memory-pages.ts";
import { filePages } from "./file-pages.ts";

/**
 * What Node lends to a corpus. Files of pages lie in the folder as `KEY.pages`; without a folder they are
 * in memory and gone with the process.
 *
 * `open` and `make` throw `STORAGE` where the folder can't be read or written.
 *
 * @example
 * const host = nodeHost("cache");
 */
export const nodeHost = (
  folder?: string,
  { anew = false, helpers, signal }: NodeHostOptions = {},
): CorpusHost => {
  const files = folder === undefined ? memoryPlaces : inFolder(folder, signal);
  const host = { sha256, gunzip, ...files, ...(helpers && { helpers }) };
  if (!anew) return host;
  // What helpers make is to be found once they have: what was there is removed when it is first asked for.
  return helpers ? { ...host, open: openAnew(files) } : { ...host, open: async () => undefined };
};

export interface NodeHostOptions {
  /** Makes every file again, also one that is there. Default false. */
  readonly anew?: boolean | undefined;
  /** Who reads parts of texts; they find the same folder. */
  readonly helpers?: CorpusHelpers | undefined;
  /** When it fires, a file that is being made is removed, and its reason thrown. */
  readonly signal?: AbortSignal | undefined;
}

const openAnew = ({ open, forget }: PagePlaces): PagePlaces["open"] => {
  const asked = new Set<string>();
  return async (key) => {
    if (asked.has(key)) return open(key);
    asked.add(key);
    await forget?.(key);
    return undefined;
  };
};

const inFolder = (folder: string, signal?: AbortSignal): PagePlaces => {
  const pathOf = (key: string) => join(folder, `${key}.pages`);
  const opened = (path: string, flags: string) => filePages(openSync(path, flags), path);
  return {
    async open(key) {
      const path = pathOf(key);
      return attempt(path, () => (existsSync(path) ? opened(path, "r") : undefined));
    },
    async make(key, make) {
      const path = pathOf(key);
      // Processes of two machines or containers, which may make the same, can have the same id.
      const temporary = join(folder, `${TEMPORARY}${randomUUID()}-${key}.pages`);
      const descriptor = attempt(path, () => {
        mkdirSync(folder, { recursive: true });
        removeLeftovers(folder);
        return openSync(temporary, "w+");
      });
      try {
        await make(untilAborted(filePages(descriptor, temporary), signal));
        attempt(path, () => {
          fsyncSync(descriptor);
          closeSync(descriptor);
          renameSync(temporary, path);
        });
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
      return attempt(path, () => opened(path, "r"));
    },
    async forget(key) {
      attempt(folder, () => rmSync(pathOf(key), { force: true }));
    },
  };
};

const TEMPORARY = ".tmp-";
const DAY = 86_400_000;

/** Removes what processes that were killed left unfinished: files that none has written to for a day. */
const removeLeftovers = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(TEMPORARY) || !name.endsWith(".pages")) continue;
    const path = join(folder, name);
    const since = statSync(path, { throwIfNoEntry: false }); // Whoever wrote it may have ended.
    if (since && Date.now() - since.mtimeMs > DAY) rmSync(path, { force: true });
  }
};

const untilAborted = (file: PageFile, signal?: AbortSignal): PageFile => ({
  ...file,
  write(at, bytes) {
    signal?.throwIfAborted();
    file.write(at, bytes);
  },
});

const attempt = <T>(path: string, act: () => T): T => {
  try {
    return act();
  } catch (cause) {
    throw new TextvaeError("STORAGE", path, {
      expected: "a folder for the prepared corpus",
      got: (cause as Error).message,
      hint: "Name another by --cache.",
      cause,
    });
  }
};

const sha256 = (): Hash => {
  const hash = createHash("sha256");
  return {
    update(bytes) {
      hash.update(bytes);
    },
    hex: () => hash.copy().digest("hex"),
  };
};

/**
 * Bytes that are packed, all members of them. Behind a zero, zlib reads no more: nothing but zeros may be there,
 * with which archives fill their last block.
 */
async function* gunzip(
  packed: AsyncIterable<Uint8Array>,
  where: string,
): AsyncIterable<Uint8Array> {
  let [size, end] = [0, 0]; // bytes, and those up to the last that is none of 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of packed) {
      const last = piece.findLastIndex((byte) => byte !== 0);
      if (last >= 0) end = size + last + 1;
      size += piece.length;
      yield piece.slice(); // a stream of Node reads ahead, while a piece may be overwritten by the next
    }
  }
  const pieces = counted();
  // The stream may end before the pieces do, and leaves them then.
  const rest = { [Symbol.asyncIterator]: () => ({ next: () => pieces.next() }) };
  const source = Readable.from(rest, { objectMode: false });
  const unzip = createGunzip({ chunkSize: 1 << 18 });
  source.on("error", (error) => unzip.destroy(error));
  try {
    yield* source.pipe(unzip);
    for await (const _ of rest);
    if (end > unzip.bytesWritten)
      throw new Error(`${size - unzip.bytesWritten} other bytes behind its end`);
  } catch (cause) {
    if (cause instanceof TextvaeError) throw cause;
    throw new TextvaeError("DATA", where, {
      expected: "a whole gzip file",
      got: (cause as Error).message,
      hint: "It was cut or damaged; fetch it again.",
      cause,
    });
  } finally {
    source.destroy();
    await pieces.return(undefined);
  }
}
