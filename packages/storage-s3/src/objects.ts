import { TextvaeError } from "@textvae/core/options";
import type { S3Client } from "./client.ts";
import type { Entry, Part } from "./manifest.ts";

/** Bytes that stand in the manifest itself, where they cost no request of their own. */
const WITHIN = 4096;

/** Bytes at the end of a file that grows, of which a part is made when there are more. */
const TAIL = 16_384;

/** Objects that a reader misses because a later state of the folder does without them. */
export const MISSING: unique symbol = Symbol("missing object");

/** Contents of files as objects, which are written once and never changed. */
export interface Objects {
  read(entry: Entry): Promise<Uint8Array | typeof MISSING>;
  entry(bytes: Uint8Array): Promise<Entry>;
  appended(entry: Entry, bytes: Uint8Array): Promise<Entry>;
  cut(entry: Entry, size: number): Promise<Entry>;
}

/** `under(id)` is the key of a new object. */
export const objectsOf = (client: S3Client, under: (id: string) => string): Objects => {
  const store = async (bytes: Uint8Array): Promise<Part> => {
    const key = under(crypto.randomUUID());
    await client.put(key, bytes);
    return { key, size: bytes.length };
  };
  const read = async ({ parts, tail }: Entry): Promise<Uint8Array | typeof MISSING> => {
    const found = await Promise.all(parts.map(({ key }) => client.get(key)));
    const pieces = found.flatMap((one) => one?.bytes ?? []);
    return pieces.length < parts.length ? MISSING : joined([...pieces, tail]);
  };
  const readWhole = async (entry: Entry): Promise<Uint8Array> => {
    const bytes = await read(entry);
    if (bytes === MISSING) throw damaged(entry);
    return bytes;
  };
  return {
    read,
    async entry(bytes) {
      if (bytes.length <= WITHIN) return { parts: [], tail: bytes.slice() };
      return { parts: [await store(bytes)], tail: NOTHING };
    },
    /** Parts get larger by their age, at least twofold, so that a file of n of them is read by log n. */
    async appended({ parts, tail }, bytes) {
      const whole = joined([tail, bytes]);
      if (whole.length <= TAIL) return { parts, tail: whole };
      const kept = [...parts];
      const merged: Part[] = [];
      for (let size = whole.length; (kept.at(-1)?.size ?? Infinity) < 2 * size; ) {
        const last = kept.pop() as Part;
        merged.unshift(last);
        size += last.size;
      }
      const before = await readWhole({ parts: merged, tail: NOTHING });
      return { parts: [...kept, await store(joined([before, whole]))], tail: NOTHING };
    },
    async cut({ parts, tail }, size) {
      const kept: Part[] = [];
      let left = size;
      for (const part of parts) {
        if (part.size <= left) {
          kept.push(part);
          left -= part.size;
          continue;
        }
        const rest = (await readWhole({ parts: [part], tail: NOTHING })).slice(0, left);
        if (rest.length <= TAIL) return { parts: kept, tail: rest };
        return { parts: [...kept, await store(rest)], tail: NOTHING };
      }
      return { parts: kept, tail: tail.slice(0, left) };
    },
  };
};

const NOTHING = new Uint8Array();

const joined = (pieces: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

export const damaged = ({ parts }: Entry): TextvaeError =>
  new TextvaeError("STORAGE", parts[0]?.key ?? "object", {
    expected: "the object that the manifest speaks of",
    got: "none",
    hint: "It was removed by something else than textvae: restore it.",
  });
