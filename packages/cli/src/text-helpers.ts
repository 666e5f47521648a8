import type { CorpusHelpers } from "@textvae/core";
import type { Watch } from "@textvae/runs/measures";
import { runShards } from "@textvae/sweeps";
import type { Preparing } from "@textvae/workbench";
import type { Flags } from "./command.ts";
import type { Io } from "./io.ts";
import { ownCommand } from "./own-command.ts";
import { wordsOf } from "./shards.ts";

export interface Helped {
  /** The flags of `data prepare` for each process, but for its part and where that is left. */
  readonly reading: Flags;
  /** Without it, nobody helps. */
  readonly jobs?: number | undefined;
  /** Default: one for each job. */
  readonly parts?: number | undefined;
  readonly io: Io;
  readonly watch: Watch;
}

/** Reads a text, with processes that leave parts of it in a folder: each is `data prepare` with a part of its own. */
export const withHelpers = <T>(
  { reading, jobs, parts = jobs, io, watch }: Helped,
  read: (help: Pick<Preparing, "helpers" | "signal">) => Promise<T>,
): Promise<T> => {
  if (jobs === undefined || parts === undefined) return read({});
  const { signal } = io;
  return watch("reading", (onProgress) => {
    const helpers = (folder: string): CorpusHelpers => ({
      count: parts,
      async read(wanted) {
        const flags = (at: number) => ({
          ...reading,
          cache: folder,
          shard: `${wanted[at]}/${parts}`,
        });
        await runShards({
          ...{ command: ownCommand(), count: wanted.length, jobs, onProgress },
          words: (at) => ["data", "prepare", ...wordsOf(flags(at)), "--json"],
          ...(signal && { signal }),
        });
      },
      note: (text) => io.stderr.write(`note: ${text}\n`),
    });
    return read({ helpers, signal });
  });
};
