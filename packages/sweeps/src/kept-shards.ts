import { type Storage, TextvaeError } from "@textvae/core";

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
 * @throws {TextvaeError} `OPTION` where shards of other work stand there; on reading `STORAGE` for a file that is
 * damaged.
 *
 * @example
 * const kept = await keptShards(memoryStorage(), { asked: { split: "test", samples: 500 }, count: 8 });
 * if ((await kept.read(3)) === undefined) await kept.write(3, await scoreShard(options, { index: 3, count: 8 }));
 */
export const keptShards = async (storage: Storage, work: SplitWork): Promise<KeptShards> => {
  const told = JSON.stringify(work);
  if (!(await storage.exists(WORK))) await write(storage, WORK, told);
  const there = await textIn(storage, WORK);
  if (there !== told) {
    throw new TextvaeError("OPTION", "--keep", {
      expected: `a folder of its own for ${told}`,
      got: `parts of ${there}`,
      hint: "Name another folder, or remove this one.",
    });
  }
  const fileOf = (index: number) => `parts/${index}.json`;
  return {
    async read(index) {
      const file = fileOf(index);
      return (await storage.exists(file)) ? parsed(file, await textIn(storage, file)) : undefined;
    },
    write: (index, found) => write(storage, fileOf(index), JSON.stringify({ found })),
  };
};

const write = (storage: Storage, file: string, text: string): Promise<void> =>
  storage.write(file, new TextEncoder().encode(text));

const textIn = async (storage: Storage, file: string): Promise<string> =>
  new TextDecoder().decode(await storage.read(file));

const parsed = (file: string, text: string): unknown => {
  try {
    const { found } = JSON.parse(text) as { readonly found?: unknown };
    if (found !== undefined) return found;
  } catch {
    // What follows says it.
  }
  throw new TextvaeError("STORAGE", file, {
    expected: "what a part of the work found",
    got: "a file that is damaged",
    hint: "Remove it, and the part is done again.",
  });
};
