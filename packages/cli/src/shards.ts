import { availableParallelism } from "node:os";
import { type Shard, TextvaeError } from "@textvae/core";
import type { Watch } from "@textvae/runs/measures";
import { runShards, threadsEach } from "@textvae/sweeps";
import type { Flags } from "./command.ts";
import type { Io } from "./io.ts";
import { ownCommand } from "./sweep-place.ts";
import { createWatch } from "./watch.ts";

/** `2/7` as the third of seven shards. Throws `OPTION` for what is none. */
const shardIn = (text: string): Shard => {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index < shard.count) return shard;
  throw new TextvaeError("OPTION", "--shard", {
    expected: "one of so many, counted from 0, such as 2/7",
    got: JSON.stringify(text),
  });
};

/** Which part of the work is this process's, if it has only one, and who is shown how it goes on. */
export const sharing = (
  { shard, jobs }: { readonly shard?: string | undefined; readonly jobs?: number | undefined },
  { json }: Flags,
  io: Io,
): { readonly part?: Shard; readonly watch: Watch } => {
  if (shard === undefined) return { watch: createWatch(io, json === true) };
  if (jobs === undefined) return { part: shardIn(shard), watch: tellingWatch(io) };
  throw new TextvaeError("OPTION", "--shard", {
    expected: "a part of the work, or --jobs for all of it",
    got: "both",
  });
};

/** Throws `OPTION` for what only one process can read. */
export const requireRead = (asked: { readonly file?: unknown; readonly split?: unknown }): void => {
  if (asked.file !== undefined || asked.split !== undefined) return;
  throw new TextvaeError("OPTION", "--jobs", {
    expected: "sentences that several processes can read: --file or --split",
    got: "standard input",
  });
};

/** Tells a parent process how much is done, a few times a second. */
const tellingWatch =
  ({ stdout }: Io): Watch =>
  (_, run) => {
    let told = 0;
    return run((done) => {
      if (performance.now() - told < 300) return;
      told = performance.now();
      stdout.write(`${JSON.stringify({ kind: "progress", done })}\n`);
    });
  };

/**
 * What a command found in shards, each by a process that was given the same flags, in their order. They share
 * the cores of the machine.
 */
export const inShards = async <T>(
  command: string,
  { jobs, json: _, ...flags }: Flags,
  { io, onProgress }: { readonly io: Io; readonly onProgress: (done: number) => void },
): Promise<T[]> => {
  const count = Number(jobs);
  const threads = flags.threads ?? threadsEach(availableParallelism(), count);
  const words = [command, ...wordsOf({ ...flags, threads }), "--json", "--shard"];
  const { signal } = io;
  const shards = await runShards({
    ...{ command: ownCommand(), count, onProgress },
    words: (index) => [...words, `${index}/${count}`],
    ...(signal && { signal }),
  });
  return shards.map((shard) => shard.found as T);
};

/** Flags as they are written on a command line. */
const wordsOf = (flags: Flags): string[] =>
  Object.entries(flags).flatMap(([key, value]) => {
    const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (typeof value === "boolean") return [value ? `--${name}` : `--no-${name}`];
    return [`--${name}`, String(value)];
  });
