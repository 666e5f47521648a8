import { TextvaeError } from "@textvae/core";

/** Numbers that stand in a file as they do in memory, smallest byte first. */
export type Numbers = Int32Array | Uint32Array | Float32Array | Float64Array;

/** The bytes of numbers: the same memory. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: Numbers): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Throws `CAPABILITY` on a machine that has the largest byte first. */
export const requireLittleEndian = (): void => {
  if (new Uint8Array(Uint32Array.of(1).buffer)[0] === 1) return;
  throw new TextvaeError("CAPABILITY", "a file of pages", {
    expected: "a machine that keeps the smallest byte of a number first",
    got: "one that keeps the largest first",
    hint: "Read the corpus into memory instead.",
  });
};
