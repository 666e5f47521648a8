import { formatted } from "@textvae/report/text";
import { dataSchema } from "@textvae/settings";
import type { Written } from "@textvae/storage-node";
import { z } from "zod";
import { command } from "../../command.ts";
import { shardFlags } from "../options.ts";

const TOKENIZER: Written = { what: "a tokenizer", begins: /^\{\s*"version"/ };

/** Learns a tokenizer from the train split of text. */
export const tokenizer = command("data tokenizer", {
  options: {
    train: z.enum(["bpe"]).default("bpe").describe("what to learn: byte-level byte pair encoding"),
    size: z.int().min(257).default(8000).describe("ids in all, also of bytes and the end"),
    minCount: z.int().min(1).default(2).describe("pairs rarer than this stay apart"),
    data: z.string().default("sotu").describe("sotu, or a folder of text"),
    ...dataSchema.pick({ format: true, field: true, quotes: true, maxLineBytes: true }).shape,
    out: z.string().default("tokenizer.json").describe("file to write"),
    jobs: shardFlags.jobs,
    parts: shardFlags.parts,
  },
  async run({ train, size, minCount, data, out, jobs, parts, ...text }, { flags, io }) {
    const { outputFile } = await import("@textvae/storage-node");
    const write = await outputFile(out, "--out", TOKENIZER);
    const { learnTokenizer } = await import("@textvae/workbench");
    const reading = { ...text, maxVocabulary: size, minCount };
    const { sharing, wordsOf } = await import("../../shards.ts");
    const { watch } = sharing({ jobs, parts }, flags, io);
    const { withHelpers } = await import("../../text-helpers.ts");
    const { vocabulary, content, account } = await withHelpers(
      { reading: { data, tokenizer: train, ...reading }, jobs, parts, io, watch },
      (help) => learnTokenizer(train, data, reading, help),
    );
    await write(content);
    const asked = ["textvae train", ...wordsOf({ data, ...text, tokenizer: out })].join(" ");
    const { items = 0, words = 0, tokens = 0 } = account ?? {};
    return {
      kind: "tokenizer",
      data: { out, size: vocabulary.size, train: account },
      text: [
        `${out}: ${formatted(vocabulary.size)} ids, learned from ${formatted(items)} sentences`,
        `  ${formatted((tokens - items) / words, 2)} ids a word; train with it: ${asked}`,
      ].join("\n"),
    };
  },
});
