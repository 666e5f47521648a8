import { setTimeout as sleep } from "node:timers/promises";
import { type ErrorCode, TextvaeError } from "@textvae/core";
import type { KeptShards } from "./kept-shards.ts";
import { type ProcessError, runProcess } from "./run-process.ts";
import type { Retrying } from "./run-to-end.ts";

export interface ShardsOptions extends Retrying {
  /** What starts textvae. */
  readonly command: readonly string[];
  /** Into how many shards the work is split. */
  readonly count: number;
  /** How many processes do it at once. Default: one for each shard. */
  readonly jobs?: number;
  /** Where shards are kept that are done, and found on another start. */
  readonly kept?: KeptShards;
  /** The command line of one. */
  readonly words: (index: number) => readonly string[];
  readonly signal?: AbortSignal;
  /** Told how much of all is done, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
  /** Told of each process. */
  readonly onProcess?: (index: number, pid: number) => void;
}

/**
 * Does the shards of some work, each in a process of its own that is started again where it dies, and gives
 * what each found (the member `found` of what it printed last), in their order. Shards that were kept are not done again.
 *
 * @throws {TextvaeError} the error of the first shard that can't be done; all others are ended then.
 *
 * @example
 * const words = (index: number) => ["evaluate", "--run", "runs/a", "--shard", `${index}/2`, "--json"];
 * const shards = await runShards({ command: ["textvae"], count: 2, words });
 */
export const runShards = async (options: ShardsOptions): Promise<readonly unknown[]> => {
  const { count, jobs = count, signal, onProgress } = options;
  const controller = new AbortController();
  const stop = () => controller.abort();
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  const done = new Float64Array(count);
  const tell = (index: number, share: number) => {
    done[index] = share;
    onProgress?.(done.reduce((sum, one) => sum + one, 0) / count);
  };
  const found: unknown[] = [];
  let begun = 0;
  // A lane does one shard after the other.
  const lanes = Array.from({ length: Math.min(jobs, count) }, async () => {
    try {
      while (begun < count) {
        const index = begun++;
        found[index] = await shardOf(index, options, controller.signal, (share) =>
          tell(index, share),
        );
        tell(index, 1);
      }
    } catch (error) {
      stop();
      throw error;
    }
  });
  try {
    const ended = await Promise.allSettled(lanes);
    signal?.throwIfAborted();
    const own = ended.flatMap((end) => (end.status === "rejected" ? [end.reason as Error] : []));
    // Who was ended because of another says less than that one.
    const first = own.find((error) => error.name !== "AbortError") ?? own[0];
    if (first) throw first;
    return found;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
};

type Tell = (share: number) => void;

/** What a shard found, now or before. */
const shardOf = async (
  index: number,
  options: ShardsOptions,
  signal: AbortSignal,
  tell: Tell,
): Promise<unknown> => {
  const before = await options.kept?.read(index);
  if (before !== undefined) return before;
  const found = await toItsEnd(index, options, signal, tell);
  await options.kept?.write(index, found);
  return found;
};

const toItsEnd = async (
  index: number,
  { command, words, onProcess, tries = 4, delay = 1000 }: ShardsOptions,
  signal: AbortSignal,
  tell: Tell,
): Promise<unknown> => {
  for (let tried = 1; ; tried++) {
    const end = await runProcess({
      ...{ command, signal, words: words(index) },
      ...(onProcess && { onStart: (pid: number) => onProcess(index, pid) }),
      onEvent: ({ kind, done }) => {
        if (kind === "progress" && typeof done === "number") tell(done);
      },
    });
    if (end.state === "done") return end.result.found;
    signal.throwIfAborted();
    const again = end.state === "stopped" || end.again;
    if (!again || tried >= tries) throw errorOf(index, end.state === "failed" ? end : {});
    await sleep(delay * 2 ** (tried - 1), undefined, { signal });
  }
};

/** The error of a shard as one of this process. */
const errorOf = (index: number, end: { readonly error?: ProcessError }): Error => {
  const { code, message } = end.error ?? { code: "KILLED", message: "it was asked to end" };
  if (code === "INTERNAL") return new Error(`shard ${index}: ${message}`);
  const got = message.replace(/\.$/, "");
  return new TextvaeError(code as ErrorCode, `shard ${index}`, { expected: "to be done", got });
};
