import { cacheOption, dataSchema, type Settings } from "@textvae/settings";
import { z } from "zod";
import { command } from "../../command.ts";
import { shardFlags } from "../options.ts";

const reading = {
  data: z.string().describe("a folder of text"),
  ...dataSchema.shape,
  cache: cacheOption,
};

const { keep: _, ...split } = shardFlags;

/** Encodes text once, so that training reads none. */
export const prepare = command("prepare", {
  options: {
    ...reading,
    anew: z.boolean().default(false).describe("also where it was prepared before"),
    ...split,
  },
  async run({ anew, jobs, parts, shard, ...chosen }, { flags, io }) {
    const { preparedCorpus, preparePart } = await import("@textvae/workbench");
    const settings = chosen as unknown as Settings;
    const { sharing } = await import("../../shards.ts");
    const { part, watch } = sharing({ jobs, parts, shard }, flags, io);
    if (part) {
      await preparePart(settings, part, { anew, signal: io.signal });
      return { kind: "shard", data: { found: part }, text: `part ${shard}` };
    }
    const { withHelpers } = await import("../../text-helpers.ts");
    const { jobs: _, parts: __, anew: ___, json: ____, ...reading } = flags;
    const { folder, corpus } = await withHelpers({ reading, jobs, parts, io, watch }, (help) =>
      preparedCorpus(settings, { keep: true, anew, ...help }),
    );
    const sizes = Object.entries(corpus.splits).map(
      ([split, items]) => [split, items?.size] as const,
    );
    return {
      kind: "prepared",
      data: { folder, sentences: Object.fromEntries(sizes) },
      text: `prepared in ${folder}: ${sizes.map(([split, size]) => `${size} sentences of ${split}`).join(", ")}`,
    };
  },
});

/** What a corpus holds. */
export const inspect = command("inspect", {
  options: reading,
  async run(settings) {
    const { preparedCorpus } = await import("@textvae/workbench");
    const { inspectCorpus } = await import("@textvae/corpus");
    const { inspectionLines } = await import("@textvae/report/lines");
    const { corpus } = await preparedCorpus(settings as unknown as Settings, {});
    const splits = inspectCorpus(corpus);
    const lines = Object.entries(splits).flatMap(([split, held]) =>
      held ? inspectionLines(split as keyof typeof splits, held) : [],
    );
    const words = corpus.vocabulary.size;
    return {
      kind: "corpus",
      data: { words, splits },
      text: [`vocabulary: ${words} words`, ...lines].join("\n"),
    };
  },
});
