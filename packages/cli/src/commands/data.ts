import type { Listed } from "./listed.ts";

/** What is done with text before it is trained on. */
export const DATA: Readonly<Record<string, Listed>> = {
  prepare: {
    description: "encode text once, so that training reads none",
    load: async () => (await import("./data/prepared.ts")).prepare,
  },
  inspect: {
    description: "sentences, lengths, duplicates, the longest, and what is cut",
    load: async () => (await import("./data/prepared.ts")).inspect,
  },
  tokenizer: {
    description: "learn a tokenizer of subwords, in a tokenizer.json",
    load: async () => (await import("./data/tokenizer.ts")).tokenizer,
  },
};
