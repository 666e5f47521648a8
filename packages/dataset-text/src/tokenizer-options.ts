import { TextvaeError, type Tokenizer } from "@textvae/core";
import type { LoadedFiles } from "@textvae/text";

/** Throws `OPTION` for options that only words heed. */
export const requireBeside = (
  tokenizer: Tokenizer,
  { vocabulary, lowercase, name }: Pick<LoadedFiles, "vocabulary" | "lowercase" | "name">,
): void => {
  const given = vocabulary
    ? "vocabulary"
    : lowercase && !tokenizer.pieces
      ? "lowercase"
      : undefined;
  if (given === undefined) return;
  throw new TextvaeError("OPTION", `${name}.${given}`, {
    expected: "none beside a tokenizer that says this itself",
    got: given,
    hint: "Leave out one of the two.",
  });
};
