import { type Storage, TextvaeError } from "@textvae/core";
import { sha256 } from "@textvae/run-format";

/** What finished shards of some work found, so that the same work takes them up. */
export interface KeptShards {
  /** What a shard found; undefined where it is still to be done. */
  read(index: number): Promise<unknown>;
  write(index: number, found: unknown): Promise<void>;
}

/** Some work, and how often it is split. */
export interface SplitWork {
  /** All that its numbers depend on, as plain data. */
  readonly asked: unknown;
  readonly count: number;
}

const WORK = "work.json";

/**
 * The shards of some work that stand in a storage. They may be done by processes on many machines: each has a
 * file of its own, whose content is the same whoever does it.
 *
 * @throws {TextvaeError} `OPTION` where shards of other work stand there, also on reading; then `STORAGE` for a file
 * that is damaged.
 *
 * @example
 * const kept = await keptShards(memoryStorage(), { asked: { split: "test", samples: 500 }, count: 8 });
 * if ((await kept.read(3)) === undefined) await kept.write(3, await scoreShard(options, { index: 3, count: 8 }));
 */
export const keptShards = async (storage: Storage, work: SplitWork): Promise<KeptShards> => {
  const told = JSON.stringify(work);
  if (!(await storage.exists(WORK))) await write(storage, WORK, told);
  const there = await textIn(storage, WORK);
  if (there !== told) throw otherWork(told, `parts of ${there}`);
  const id = await sha256(new TextEncoder().encode(told));
  const fileOf = (index: number) => `parts/${index}.json`;
  return {
    async read(index) {
      const file = fileOf(index);
      if (!(await storage.exists(file))) return undefined;
      const part = parsed(file, await textIn(storage, file));
      // Who began other work in the same moment found the folder empty, too.
      if (part.work !== id) throw otherWork(told, `part ${index} of other work`);
      return part.found;
    },
    write: (index, found) => write(storage, fileOf(index), JSON.stringify({ work: id, found })),
  };
};

const otherWork = (told: string, got: string): TextvaeError =>
  new TextvaeError("OPTION", "--keep", {
    expected: `a folder of its own for ${told}`,
    got,
    hint: "Name another folder, or remove this one.",
  });

const write = (storage: Storage, file: string, text: string): Promise<void> =>
  storage.write(file, new TextEncoder().encode(text));

const textIn = async (storage: Storage, file: string): Promise<string> =>
  new TextDecoder().decode(await storage.read(file));

interface Part {
  /** The hash of the work that it is a part of. */
  readonly work?: unknown;
  readonly found?: unknown;
}

const parsed = (file: string, text: string): Part => {
  try {
    const part = JSON.parse(text) as Part;
    if (part.found !== undefined) return part;
  } catch {
    // What follows says it.
  }
  throw new TextvaeError("STORAGE", file, {
    expected: "what a part of the work found",
    got: "a file that is damaged",
    hint: "Remove it, and the part is done again.",
  });
};
