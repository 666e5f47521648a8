import { checkOptions, type Split } from "@textvae/core";
import { type Hashing, hashing } from "@textvae/diagnostics";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { formatted, type Io, type Outcome } from "../io.ts";
import type { Flags } from "../session.ts";
import { withModel } from "../trained.ts";

const split = z.enum(["train", "valid", "test"]);

export const hashFlags: z.ZodObject = z.strictObject({
  queries: split.default("test").describe("documents whose neighbours are looked for"),
  database: split.default("train").describe("documents among which they are looked for"),
  neighbours: z.int().min(1).optional().describe("k of P@k; default: 100, or as many as there are"),
  threshold: z
    .enum(["median", "sign", "half"])
    .optional()
    .describe("where a bit turns 1: its median in the database, 0, or ½; default: half, or median"),
  seed: z.int().default(1).describe("seed of the codes of a posterior without a mean"),
});

interface HashFlags {
  readonly queries: Split;
  readonly database: Split;
  readonly neighbours?: number;
  readonly threshold?: keyof typeof THRESHOLDS;
  readonly seed: number;
}

const THRESHOLDS = { median: "median", sign: 0, half: 0.5 } as const;

/** Binary codes of labelled documents, and how many of the nearest are of the same class. */
export const hashCommand = async (flags: Flags, _io: Io): Promise<Outcome> => {
  const given = readFlags(hashFlags, flags);
  const { threshold, ...chosen } = checkOptions(hashFlags, given, "hash") as unknown as HashFlags;
  return withModel(flags, async ({ model: { model }, dataset, folder }) => {
    const result = await hashing({
      ...chosen,
      model,
      dataset: await dataset(),
      ...(threshold && { threshold: THRESHOLDS[threshold] }),
    });
    return { kind: "hashing", data: { run: folder, ...result }, text: show(result) };
  });
};

const show = ({
  bits,
  precision,
  neighbours,
  threshold,
  queries,
  database,
  queryLeftOut,
}: Hashing): string =>
  [
    `P@${neighbours} ${formatted(precision, 4)}  ${bits} bits, 1 above ${threshold === "median" ? "the median" : threshold}`,
    `  the part of the ${neighbours} nearest codes of ${database} that are of the class of a document of ${queries};`,
    "  Hamming distance, the mean over all orders of equally near ones",
    ...(queryLeftOut
      ? [`  each document is looked for among the others of ${database}, without itself`]
      : []),
  ].join("\n");
