import type { Listed } from "./listed.ts";

/** What is done with text before it is trained on. */
export const DATA: Readonly<Record<string, Listed>> = {
  tokenizer: {
    description: "learn a tokenizer of subwords, in a tokenizer.json",
    load: async () => (await import("./data/tokenizer.ts")).tokenizer,
  },
};
