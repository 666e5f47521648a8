import { availableParallelism } from "node:os";
import type { Writable } from "node:stream";
import { type Shard, TextvaeError } from "@textvae/core";
import { memoryStorage, sha256 } from "@textvae/run-format";
import type { Watch } from "@textvae/runs/measures";
import { readBytes } from "@textvae/storage-node";
import { type KeptShards, keptShards, runShards, threadsEach } from "@textvae/sweeps";
import { engineOf, type Trained } from "@textvae/workbench";
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

type Sharing = { readonly [flag in "jobs" | "parts"]?: number | undefined } & {
  readonly [flag in "shard" | "keep"]?: string | undefined;
};

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

/** Tells a parent process how much is done, a few times a second. Nothing is done for one that is gone. */
const tellingWatch =
  ({ stdout }: Io): Watch =>
  (_, run) => {
    let [told, lost] = [0, 0];
    (stdout.stream as Partial<Writable> | undefined)?.once?.("error", () => lost++);
    return run((done) => {
      if (lost > 0) throw new DOMException("Nobody reads what is found", "AbortError");
      if (performance.now() - told < 300) return;
      told = performance.now();
      stdout.write(`${JSON.stringify({ kind: "progress", done })}\n`);
    });
  };

/** A command whose work is split. */
export interface SplitCommand {
  readonly command: string;
  readonly flags: Flags;
}

/** Which model is asked. */
type Asked = Pick<Trained, "kind" | "model" | "backend">;

/** Processes that share some work. */
export interface Shards {
  /** What all of them found, in their order. */
  found<T>(trained: Asked, onProgress: (done: number) => void): Promise<T[]>;
}

/**
 * Does something while processes do the shards of a command, each given the same flags; with `--jobs` they begin at
 * once, since opening the model takes each of them as long as it takes this one. They share the cores of the machine.
 * With `--keep` those that are done already are taken from there, which has to wait for the model.
 */
export const besideShards = async <T>(
  work: SplitCommand,
  io: Io,
  act: (shards: Shards) => Promise<T>,
): Promise<T> => {
  const { jobs, parts = jobs, keep, json: _, ...flags } = work.flags;
  const count = Number(parts);
  const threads = flags.threads ?? threadsEach(availableParallelism(), Number(jobs));
  const words = [work.command, ...wordsOf({ ...flags, threads }), "--json", "--shard"];
  const ended = new AbortController();
  let tell = (_: number): void => {};
  const begin = (kept?: KeptShards) =>
    runShards({
      ...{ command: ownCommand(), count, jobs: Number(jobs) },
      words: (index) => [...words, `${index}/${count}`],
      onProgress: (done) => tell(done),
      ...(kept && { kept }),
      signal: AbortSignal.any([ended.signal, ...(io.signal ? [io.signal] : [])]),
    });
  const begun = jobs === undefined || keep !== undefined ? undefined : begin();
  begun?.catch(() => {}); // told to whom waits for it
  try {
    return await act({
      async found<T>(trained: Asked, onProgress: (done: number) => void) {
        tell = onProgress;
        const found = begun ?? begin(await keptIn(String(keep), work, trained, count));
        return (await found) as T[];
      },
    });
  } finally {
    ended.abort(); // where this process can't do its own
    await begun?.catch(() => {});
  }
};

/** What one part found, for a program that joins them, or for those who share a folder of parts. */
export const onePart = async (
  work: SplitCommand,
  trained: Asked,
  { index, count }: Shard,
  find: () => Promise<unknown>,
): Promise<Outcome> => {
  const { keep } = work.flags;
  const kept = keep === undefined ? undefined : await keptIn(String(keep), work, trained, count);
  const before = await kept?.read(index);
  const found = before ?? (await find());
  if (before === undefined) await kept?.write(index, found);
  return { kind: "shard", data: { found }, text: kept ? `part ${index} of ${count}: ${keep}` : "" };
};

/** Parts of the same question to the same model on the same engine. */
const keptIn = async (
  folder: string,
  { command, flags }: SplitCommand,
  { kind, model, backend }: Asked,
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
  const engine = engineOf(backend);
  const about = { command, ...asked, model: seal, ...(text !== undefined && { text }), engine };
  return keptShards(await openPlace(folder), { asked: about, count });
};

/** Flags as they are written on a command line. */
export const wordsOf = (flags: Flags): string[] =>
  Object.entries(flags).flatMap(([key, value]) => {
    const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (typeof value === "boolean") return [value ? `--${name}` : `--no-${name}`];
    return [`--${name}`, String(value)];
  });
