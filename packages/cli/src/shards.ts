import { availableParallelism } from "node:os";
import { type Shard, TextvaeError } from "@textvae/core";
import { memoryStorage, sha256 } from "@textvae/run-format";
import type { Watch } from "@textvae/runs/measures";
import { readBytes } from "@textvae/storage-node";
import { type KeptShards, keptShards, runShards, threadsEach } from "@textvae/sweeps";
import type { Trained } from "@textvae/workbench";
import { engineOf } from "@textvae/workbench";
import { openPlace } from "@textvae/workbench/places";
import type { Flags } from "./command.ts";
import type { Io, Outcome } from "./io.ts";
import { ownCommand } from "./own-command.ts";
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

interface Sharing {
  readonly shard?: string | undefined;
  readonly jobs?: number | undefined;
  readonly parts?: number | undefined;
  readonly keep?: string | undefined;
}

/** Which part of the work is this process's, if it has only one, and who is shown how it goes on. */
export const sharing = (
  { shard, jobs, parts, keep }: Sharing,
  { json }: Flags,
  io: Io,
): { readonly part?: Shard; readonly watch: Watch } => {
  if (jobs === undefined && parts !== undefined) throw withJobs("--parts");
  if (shard === undefined) {
    if (jobs === undefined && keep !== undefined) throw withJobs("--keep");
    return { watch: createWatch(io, json === true) };
  }
  if (jobs === undefined) return { part: shardIn(shard), watch: tellingWatch(io) };
  throw new TextvaeError("OPTION", "--shard", {
    expected: "a part of the work, or --jobs for all of it",
    got: "both",
  });
};

const withJobs = (flag: string): TextvaeError =>
  new TextvaeError("OPTION", flag, {
    expected: "--jobs beside it, the number of processes that share the work",
    got: "none",
  });

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

/** Some work that is split: what was asked of which model. */
export interface SplitCommand {
  readonly command: string;
  readonly flags: Flags;
  readonly trained: Pick<Trained, "kind" | "model" | "backend">;
}

/**
 * What a command found in shards, each by a process that was given the same flags, in their order. They share
 * the cores of the machine. With `--keep`, those that are done already are taken from there.
 */
export const inShards = async <T>(
  work: SplitCommand,
  { io, onProgress }: { readonly io: Io; readonly onProgress: (done: number) => void },
): Promise<T[]> => {
  const { jobs, parts = jobs, keep, json: _, ...flags } = work.flags;
  const count = Number(parts);
  const threads = flags.threads ?? threadsEach(availableParallelism(), Number(jobs));
  const words = [work.command, ...wordsOf({ ...flags, threads }), "--json", "--shard"];
  const kept = keep === undefined ? undefined : await keptIn(String(keep), work, count);
  const { signal } = io;
  const found = await runShards({
    ...{ command: ownCommand(), count, jobs: Number(jobs), onProgress },
    words: (index) => [...words, `${index}/${count}`],
    ...(kept && { kept }),
    ...(signal && { signal }),
  });
  return found as T[];
};

/** What one part found, for a program that joins them, or for those who share a folder of parts. */
export const onePart = async (
  work: SplitCommand,
  { index, count }: Shard,
  find: () => Promise<unknown>,
): Promise<Outcome> => {
  const { keep } = work.flags;
  const kept = keep === undefined ? undefined : await keptIn(String(keep), work, count);
  const before = await kept?.read(index);
  const found = before ?? (await find());
  if (before === undefined) await kept?.write(index, found);
  return { kind: "shard", data: { found }, text: kept ? `part ${index} of ${count}: ${keep}` : "" };
};

/** Parts of the same question to the same model on the same engine. */
const keptIn = async (
  folder: string,
  { command, flags, trained: { kind, model, backend } }: SplitCommand,
  count: number,
): Promise<KeptShards> => {
  // The data of a run is compared with what it was trained on; of a bundle it may be another each time.
  if (kind === "bundle" && flags.file === undefined) {
    throw new TextvaeError("OPTION", "--keep", {
      expected: "a run, or sentences of --file",
      got: "a bundle, whose data may have changed since a part was kept",
    });
  }
  const { jobs: _, parts: __, keep: ___, shard, json, threads, run, out, file, ...asked } = flags;
  const { exportBundle } = await import("@textvae/runs");
  const { seal } = await exportBundle(model, memoryStorage(), { numbers: [] });
  const text = file === undefined ? undefined : await sha256(await readBytes(String(file)));
  const about = { command, ...asked, model: seal, ...(text !== undefined && { text }) };
  return keptShards(await openPlace(folder), {
    asked: { ...about, engine: engineOf(backend) },
    count,
  });
};

/** Flags as they are written on a command line. */
export const wordsOf = (flags: Flags): string[] =>
  Object.entries(flags).flatMap(([key, value]) => {
    const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (typeof value === "boolean") return [value ? `--${name}` : `--no-${name}`];
    return [`--${name}`, String(value)];
  });
