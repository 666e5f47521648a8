import { TextvaeError } from "@textvae/core/options";

/** One sentence of so many is held out. */
export const HELD_OUT = 10;

/**
 * A text in two: the last of each so many lines, or the last where there are fewer, is the validation
 * split. Lines without text count for nothing.
 *
 * Throws `SPLIT` for a text of one line, or none.
 */
export const heldOut = (
  text: string,
  of: number = HELD_OUT,
): { readonly train: string; readonly valid: string } => {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length < 2) {
    throw new TextvaeError("SPLIT", "setup.text", {
      expected: "two lines or more, so that one can be held out",
      got: `${lines.length}`,
      hint: "Write one sentence a line.",
    });
  }
  const every = Math.min(of, lines.length);
  const held = (i: number) => i % every === every - 1;
  return {
    train: lines.filter((_, i) => !held(i)).join("\n"),
    valid: lines.filter((_, i) => held(i)).join("\n"),
  };
};
