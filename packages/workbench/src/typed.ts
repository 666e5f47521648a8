import { TextvaeError } from "@textvae/core";
import { readLines } from "@textvae/text";
import type { Piped } from "./piped.ts";

const LINE = 1_000_000;

/**
 * The sentences that someone gave: those of flags, else those of standard input, one on a line;
 * undefined where there are neither, or random ones are asked for.
 *
 * @throws {TextvaeError} `OPTION` when there are not `count` of them, or none; `ENCODING` and `DATA`
 * for input that can't be read.
 */
export const givenSentences = async (
  { stdin }: Piped,
  flags: readonly (string | undefined)[],
  { random = false, count }: { readonly random?: boolean; readonly count?: number } = {},
): Promise<readonly string[] | undefined> => {
  const typed = flags.filter((text) => text !== undefined);
  if (typed.length > 0) return typed;
  const bytes = random ? undefined : await stdin?.();
  if (!bytes) return undefined;
  const lines = readLines(bytes, { where: "standard input", maxLineBytes: LINE });
  const sentences = lines.filter((line) => line.trim() !== "");
  if (sentences.length > 0 && (count === undefined || sentences.length === count)) return sentences;
  throw new TextvaeError("OPTION", "standard input", {
    expected: count === undefined ? "sentences, one on a line" : `${count} lines, each a sentence`,
    got: sentences.length === 0 ? "none" : `${sentences.length}`,
    ...(count === undefined && { hint: "--count 5 takes random ones of the corpus instead." }),
  });
};
