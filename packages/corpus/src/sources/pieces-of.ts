import type { ByteSource, Shard, Split } from "@textvae/core";
import { type PerSplit, SPLITS } from "@textvae/text";
import { isPacked } from "./unpacked.ts";

/** Whole lines of a file: its bytes `from` one on and before another. */
export interface Piece {
  readonly split: Split;
  /** Which of the files of its split. */
  readonly file: number;
  readonly source: ByteSource;
  readonly from: number;
  /** Absent where it is read to its end. */
  readonly to?: number;
}

/**
 * The pieces of files that one of several parts of all text consists of. Parts follow each other and have as many
 * bytes as ends of lines allow. A file that can't be cut, because it is packed or has no lines, is one piece.
 *
 * @example
 * const pieces = await piecesOf({ train: [fileSource("train.txt")] }, { index: 1, count: 2 }, true);
 */
export const piecesOf = async (
  splits: PerSplit<readonly ByteSource[]>,
  { index, count }: Shard,
  lines: boolean,
): Promise<readonly Piece[]> => {
  const files = SPLITS.flatMap((split) =>
    (splits[split] ?? []).map((source, file) => ({ split, file, source })),
  );
  const all = files.reduce((sum, { source }) => sum + sizeOf(source), 0);
  const begin = (part: number) => Math.round((all * part) / count);
  const pieces: Piece[] = [];
  let end = 0;
  for (const one of files) {
    const { source } = one;
    const [start, size] = [end, sizeOf(source)];
    end += size;
    const at = (part: number) => begin(part) - start;
    if (at(index) > size || at(index + 1) < 0) continue; // of another part, whatever it holds
    const cuttable = lines && size > 0 && !(await isPacked(source));
    if (cuttable) {
      const [from, to] = [await lineAt(source, at(index)), await lineAt(source, at(index + 1))];
      if (from < to) pieces.push({ ...one, from, ...(to < size && { to }) });
    } else {
      const middle = Math.floor(((start + size / 2) * count) / Math.max(all, 1));
      if (Math.min(middle, count - 1) === index) pieces.push({ ...one, from: 0 });
    }
  }
  return pieces;
};

const sizeOf = ({ range }: ByteSource): number => range?.size ?? 0;

const LF = 10;

/** Bytes that are looked through at a time. */
const AHEAD = 1 << 16;

/** Where the first line begins that begins at a byte or after it. */
const lineAt = async ({ range }: ByteSource, byte: number): Promise<number> => {
  const { size, slice } = range as NonNullable<ByteSource["range"]>;
  if (byte <= 0) return 0;
  for (let at = byte - 1; at < size; at += AHEAD) {
    const end = (await slice(at, Math.min(at + AHEAD, size))).indexOf(LF);
    if (end >= 0) return at + end + 1;
  }
  return size;
};
