import type { ByteSource } from "@textvae/core";
import type { PreparationEvent } from "./api.ts";
import type { TextFile } from "./files.ts";

/** Milliseconds between two events. */
const PACE = 100;

export type Tell = (event: PreparationEvent) => void;

export interface Watch {
  readonly files: readonly (TextFile | undefined)[];
  /** How often each is read. */
  readonly passes: number;
  readonly signal?: AbortSignal;
  readonly tell?: Tell;
}

/** Tells how much of all files was read, and ends their reading by a signal. */
export const watching = ({
  files,
  passes,
  signal,
  tell,
}: Watch): ((source: ByteSource) => ByteSource) => {
  const of = files.reduce((sum, file) => sum + (file?.size ?? 0), 0);
  let [bytes, told] = [0, Number.NEGATIVE_INFINITY];
  return (source) => ({
    ...source,
    ...(source.range && { range: untilAborted(source.range, signal) }),
    async *stream() {
      for await (const piece of source.stream()) {
        signal?.throwIfAborted();
        yield piece;
        bytes += piece.length;
        if (performance.now() - told < PACE) continue;
        told = performance.now();
        tell?.({ kind: "reading", step: 0, read: Math.min(of, Math.floor(bytes / passes)), of });
      }
    },
  });
};

/** A range that is read no more once the signal fires: a Parquet file goes group by group. */
const untilAborted = (
  { size, slice }: NonNullable<ByteSource["range"]>,
  signal?: AbortSignal,
): NonNullable<ByteSource["range"]> => ({
  size,
  async slice(start, end) {
    signal?.throwIfAborted();
    return slice(start, end);
  },
});
