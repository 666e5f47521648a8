import { checkOptions } from "@textvae/core";
import { codeFormat, encodeCodes } from "@textvae/runs";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { type AskedFlags, askedFlags, askedItems } from "../data/asked.ts";
import { formatted, type Io, type Outcome } from "../io.ts";
import type { Flags } from "../session.ts";
import { outputFile, type Written } from "../storage/output-file.ts";
import { withModel } from "../trained.ts";
import { createWatch } from "../watch.ts";
import { batchFlags } from "./options.ts";

export const encodeFlags: z.ZodObject = z.strictObject({
  out: z.string().describe("file for the codes, by its name: codes.jsonl or codes.npy"),
  ...askedFlags,
  mode: z.enum(["mean", "sample"]).default("mean").describe("what of each posterior"),
  ...batchFlags,
});

interface EncodeFlags extends AskedFlags {
  readonly out: string;
  readonly mode: "mean" | "sample";
  readonly seed: number;
  readonly batchSize: number;
}

const CODES: Written = { what: "codes", begins: /^(?:\{"(?:text|of|z)":|.NUMPY)/u };

/** Sentences as codes, in a file. */
export const encodeCommand = async (flags: Flags, io: Io): Promise<Outcome> => {
  const given = readFlags(encodeFlags, flags);
  const chosen = checkOptions(encodeFlags, given, "encode") as unknown as EncodeFlags;
  const { out, mode, seed, batchSize } = chosen;
  const format = codeFormat(out, "--out");
  const write = await outputFile(out, "--out", CODES);
  const watch = createWatch(io, flags.json === true);
  return withModel(flags, async (trained) => {
    const { items, texts, from } = await askedItems(trained, chosen, io);
    const points = await watch("encoding", (onProgress) =>
      trained.model.encode(items, { mode, seed, batchSize, onProgress }),
    );
    await write(encodeCodes(points, format, texts));
    const [codes, size, of] = [points.length, points[0]?.z.length ?? 0, points[0]?.of];
    return {
      kind: "codes",
      data: { run: trained.folder, from, out, codes, size, of },
      text: `${out}: ${formatted(codes)} codes of ${size} numbers, each the ${of} of the posterior of a sentence of ${from}`,
    };
  });
};
