import { statSync } from "node:fs";
import { open } from "node:fs/promises";
import { type ByteSource, TextvaeError } from "@textvae/core";

/** Bytes of a file that are in memory at a time. */
const PIECE = 1 << 18;

/**
 * A file of this machine. Its stamp is made of size, times and place, so that it changes with the content.
 *
 * @throws {TextvaeError} `DATA` where there is no such file, or a folder, a FIFO or a device in its place, and for
 * one that changes while it is read.
 *
 * @example
 * for await (const bytes of fileSource("train.txt").stream()) console.log(bytes.length);
 */
export const fileSource = (path: string): ByteSource => {
  const { size, mtimeNs, ctimeNs, ino } = found(path);
  const requireUnchanged = () => {
    const now = found(path);
    if (now.size === size && now.mtimeNs === mtimeNs && now.ino === ino) return;
    throw new TextvaeError("DATA", path, {
      expected: "a file that stays as it is while it is read",
      got: "one that was written to or replaced meanwhile",
      hint: "Start again, once it is whole.",
    });
  };
  const attempt = <T>(act: Promise<T>): Promise<T> =>
    act.catch((cause) => {
      throw unreadable(path, cause);
    });
  return {
    name: path,
    range: {
      size: Number(size),
      async slice(start, end) {
        const file = await attempt(open(path));
        try {
          const bytes = new Uint8Array(end - start);
          const { bytesRead } = await attempt(file.read(bytes, 0, bytes.length, start));
          requireUnchanged();
          return bytes.subarray(0, bytesRead);
        } finally {
          await file.close();
        }
      },
    },
    stamp: [size, mtimeNs, ctimeNs, ino].join("-"),
    async *stream() {
      const file = await attempt(open(path));
      const piece = new Uint8Array(PIECE);
      try {
        for (;;) {
          const { bytesRead } = await attempt(file.read(piece, 0, PIECE));
          if (bytesRead === 0) return requireUnchanged();
          yield piece.subarray(0, bytesRead);
        }
      } finally {
        await file.close();
      }
    },
  };
};

const found = (path: string) => {
  const stats = (() => {
    try {
      return statSync(path, { bigint: true });
    } catch (cause) {
      throw unreadable(path, cause);
    }
  })();
  if (stats.isFile()) return stats;
  const other = stats.isFIFO() ? "a FIFO, which has no end of its own" : "a device or a socket";
  throw new TextvaeError("DATA", path, {
    expected: "a file that can be read to its end",
    got: stats.isDirectory() ? "a folder" : other,
  });
};

const unreadable = (path: string, cause: unknown): TextvaeError =>
  new TextvaeError("DATA", path, {
    expected: "a file that can be read",
    got: String((cause as { code?: unknown }).code ?? (cause as Error).message),
    cause,
  });
