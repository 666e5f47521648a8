import { TextvaeError } from "@textvae/core/options";
import { formatted } from "@textvae/report/text";
import type { CodeFormat, ItemShard, Point } from "@textvae/runs";
import { outputFile, type Written } from "@textvae/storage-node";
import { z } from "zod";
import { command } from "../command.ts";
import { withModel } from "../with-model.ts";
import { askedFlags, batchFlags, shardFlags } from "./options.ts";

const CODES: Written = { what: "codes", begins: /^(?:\{"(?:text|beside|of|z)":|.NUMPY|PAR1)/u };
const ENDINGS = /\.(?:jsonl|npy|parquet)$/i;
const TABLE = /\.parquet$/i;

/** Sentences as codes, in a file. */
export const encode = command("encode", {
  asks: "model and data",
  options: {
    out: z.string().describe("file for the codes, by its name: codes.jsonl, .npy or .parquet"),
    ...askedFlags,
    mode: z
      .enum(["mean", "sample"])
      .default("mean")
      .describe("what of each posterior; the mean of discrete codes is their mode"),
    ...batchFlags,
    ...shardFlags,
  },
  async run(chosen, { flags, io }) {
    const { codeFormat, encodeCodes } = await import("@textvae/runs");
    const { askedItems } = await import("@textvae/workbench");
    const { out, mode, seed, batchSize } = chosen;
    if (!ENDINGS.test(out)) throw noFormat(out);
    const format = TABLE.test(out) ? "parquet" : codeFormat(out, "--out");
    const write = await outputFile(out, "--out", CODES);
    const { besideShards, onePart, requireRead, sharing } = await import("../shards.ts");
    const { encodeItemsShard, joinItemShards } = await import("@textvae/runs");
    const { part, watch } = sharing(chosen, flags, io);
    if (chosen.jobs !== undefined) requireRead(chosen);
    if (format === "parquet" && (part || chosen.jobs !== undefined)) throw oneProcess(out);
    const work = { command: "encode", flags };
    return besideShards(work, io, (shards) =>
      withModel(flags, async (trained) => {
        const { items, texts, from, beside } = await askedItems(trained, chosen, io);
        if (part) {
          return onePart(work, trained, part, async () =>
            asPlain(
              await watch("encoding", (onProgress) =>
                encodeItemsShard(trained.model, items, { mode, seed, batchSize, onProgress }, part),
              ),
            ),
          );
        }
        const points = await watch("encoding", async (onProgress) => {
          if (chosen.jobs !== undefined) {
            const parts = await shards.found<PlainShard>(trained, onProgress);
            const joined = joinItemShards(parts, items.size).map(asPoint);
            await write(encodeCodes(joined, format as CodeFormat, texts, beside));
            return joined;
          }
          const options = { mode, seed, batchSize, onProgress };
          if (format === "parquet") {
            const { codeTable, encodeParquet } = await import("@textvae/parquet");
            const table = await codeTable(trained.model, { items, from, ...options });
            await write(encodeParquet(table));
            return table.points;
          }
          const points = await trained.model.encode(items, options);
          await write(encodeCodes(points, format, texts, beside));
          return points;
        });
        const [codes, size, of] = [points.length, points[0]?.z.length ?? 0, points[0]?.of];
        return {
          kind: "codes",
          data: { run: trained.folder, from, out, codes, size, of },
          text: `${out}: ${formatted(codes)} codes of ${size} numbers, each the ${of} of the posterior of a sentence of ${from}`,
        };
      }),
    );
  },
});

type PlainShard = ItemShard<{ readonly z: readonly number[] }>;

/** Codes as lists, which a process can print. */
const asPlain = ({ found, ...shard }: ItemShard<Point>): PlainShard => ({
  ...shard,
  found: found.map((point) => ({
    ...point,
    z: [...point.z],
    ...(point.c && { c: [...point.c] }),
  })),
});

const asPoint = ({ z, ...point }: PlainShard["found"][number]): Point => {
  const { c } = point as { readonly c?: readonly number[] };
  return { ...point, z: Float32Array.from(z), ...(c && { c: Float32Array.from(c) }) } as Point;
};

const noFormat = (out: string): TextvaeError =>
  new TextvaeError("OPTION", "--out", {
    expected: "a name that ends in .jsonl, .npy or .parquet",
    got: JSON.stringify(out),
  });

const oneProcess = (out: string): TextvaeError =>
  new TextvaeError("OPTION", "--jobs", {
    expected: "codes.jsonl or codes.npy, which several processes make",
    got: out,
  });
