import type { Hashing } from "@textvae/diagnostics";
import { formatted } from "@textvae/report/text";
import { z } from "zod";
import { command } from "../command.ts";
import { withModel } from "../with-model.ts";
import { split } from "./options.ts";

const THRESHOLDS = { median: "median", sign: 0, half: 0.5 } as const;

/** Binary codes of labelled documents, and how many of the nearest are of the same class. */
export const hash = command("hash", {
  asks: "model and data",
  options: {
    queries: split().default("test").describe("documents whose neighbours are looked for"),
    database: split().default("train").describe("documents among which they are looked for"),
    neighbours: z
      .int()
      .min(1)
      .optional()
      .describe("k of P@k; default: 100, or as many as there are"),
    threshold: z
      .enum(["median", "sign", "half"])
      .optional()
      .describe(
        "where a bit turns 1: its median in the database, 0, or ½; default: half, or median",
      ),
    seed: z.int().default(1).describe("seed of the codes of a posterior without a mean"),
  },
  run: ({ threshold, neighbours, ...chosen }, { flags }) =>
    withModel(flags, async ({ model: { model }, dataset, folder }) => {
      const { hashing } = await import("@textvae/diagnostics");
      const result = await hashing({
        ...chosen,
        model,
        dataset: await dataset(),
        ...(neighbours !== undefined && { neighbours }),
        ...(threshold && { threshold: THRESHOLDS[threshold] }),
      });
      return { kind: "hashing", data: { run: folder, ...result }, text: show(result) };
    }),
});

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
