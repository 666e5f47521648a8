import type { CorpusHelpers } from "@textvae/core";
import { runShards } from "@textvae/sweeps";
import type { Flags } from "./command.ts";
import type { Io } from "./io.ts";
import { ownCommand } from "./own-command.ts";
import { wordsOf } from "./shards.ts";

export interface Helping {
  /** The flags of `data prepare` for each of them, but for its part and where that is left. */
  readonly reading: Flags;
  readonly jobs: number;
  /** Default: one for each job. */
  readonly parts?: number | undefined;
  readonly io: Io;
  readonly onProgress: (done: number) => void;
}

/** Processes that read parts of a text and leave them in a folder: each is `data prepare` with a part of its own. */
export const textHelpers =
  ({ reading, jobs, parts = jobs, io, onProgress }: Helping) =>
  (folder: string): CorpusHelpers => {
    const words = ["data", "prepare", ...wordsOf({ ...reading, cache: folder })];
    const { signal } = io;
    return {
      count: parts,
      async read(wanted) {
        await runShards({
          ...{ command: ownCommand(), count: wanted.length, jobs, onProgress },
          words: (at) => [...words, "--json", "--shard", `${wanted[at]}/${parts}`],
          ...(signal && { signal }),
        });
      },
      note: (text) => io.stderr.write(`note: ${text}\n`),
    };
  };
