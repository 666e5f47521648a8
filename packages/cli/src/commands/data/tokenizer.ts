import { formatted } from "@textvae/report/text";
import { z } from "zod";
import { command } from "../../command.ts";
import { shardFlags } from "../options.ts";

/** Learns a tokenizer from the train split of text. */
export const tokenizer = command("data tokenizer", {
  options: {
    train: z.enum(["bpe"]).default("bpe").describe("what to learn: byte-level byte pair encoding"),
    size: z
      .int()
      .min(257)
      .default(8000)
      .describe("ids in all, bytes and the end of a sentence among them"),
    minCount: z.int().min(1).default(2).describe("pairs rarer than this stay apart"),
    data: z.string().default("sotu").describe("sotu, or a folder with train.txt"),
    format: z
      .enum(["lines", "label-tab", "rating-first"])
      .optional()
      .describe("what a line is; of a folder"),
    out: z.string().default("tokenizer.json").describe("file to write"),
    jobs: shardFlags.jobs,
    parts: shardFlags.parts,
  },
  async run({ train, size, minCount, data, format, out, jobs, parts }, { flags, io }) {
    const { attempt } = await import("@textvae/storage-node");
    const { writeFile } = await import("node:fs/promises");
    const { learnTokenizer } = await import("@textvae/workbench");
    const reading = { maxVocabulary: size, minCount, ...(format && { format }) };
    const { sharing } = await import("../../shards.ts");
    const { watch } = sharing({ jobs, parts }, flags, io);
    const { withHelpers } = await import("../../text-helpers.ts");
    const { vocabulary, content, account } = await withHelpers(
      { reading: { data, tokenizer: train, ...reading }, jobs, parts, io, watch },
      (help) => learnTokenizer(train, data, reading, help),
    );
    await attempt(out, () => writeFile(out, content));
    const { items = 0, words = 0, tokens = 0 } = account ?? {};
    return {
      kind: "tokenizer",
      data: { out, size: vocabulary.size, train: account },
      text: [
        `${out}: ${formatted(vocabulary.size)} ids, learned from ${formatted(items)} sentences`,
        `  ${formatted((tokens - items) / words, 2)} ids a word; train with it: textvae train --data ${data} --tokenizer ${out}`,
      ].join("\n"),
    };
  },
});
