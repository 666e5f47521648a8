import type { Tokenizer } from "@textvae/core";
import { batchesOf, type Items } from "./texts.ts";

/** Sentences of items, as the model reads them; empty ones of items without text. */
export const wordingsOf = (items: Items, { decode }: Pick<Tokenizer, "decode">): string[] => {
  const sentences = new Array<string>(items.size).fill("");
  for (const rows of batchesOf(items, 64)) {
    const { text } = items.batch(rows);
    if (!text) continue;
    for (const [i, row] of rows.entries()) {
      const start = i * text.time;
      const end = start + (text.lengths_B[i] as number) - 1;
      sentences[row] = decode([...text.tokens_BT.subarray(start, end)]);
    }
  }
  return sentences;
};
