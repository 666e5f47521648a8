import type { ByteSource } from "@textvae/core";
import type { Piece } from "./pieces-of.ts";
import { rangedSource } from "./ranged-source.ts";

/** The bytes of a piece of a file, as a source. */
export const pieceSource = ({
  source,
  from,
  to,
}: Pick<Piece, "source" | "from" | "to">): ByteSource => {
  const { name, stamp, range } = source;
  if (!range || (from === 0 && to === undefined)) return source;
  const slice = (start: number, end: number) => range.slice(from + start, from + end);
  return rangedSource({ name, stamp, range: { size: (to ?? range.size) - from, slice } });
};
