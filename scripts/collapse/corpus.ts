import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The sentences of a folder of text that have at most so many words, in a folder of their own. */
export const shortSentences = (
  from: string,
  { to, words }: { readonly to: string; readonly words: number },
): string => {
  mkdirSync(to, { recursive: true });
  for (const split of ["train", "valid", "test"]) {
    const lines = readFileSync(join(from, `${split}.txt`), "utf8").split("\n");
    const short = lines.filter((line) => line.trim() && line.trim().split(/\s+/).length <= words);
    writeFileSync(join(to, `${split}.txt`), `${short.join("\n")}\n`);
  }
  return to;
};
