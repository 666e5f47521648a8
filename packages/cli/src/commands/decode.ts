import { checkOptions } from "@textvae/core";
import { codeFormat, decodeCodes } from "@textvae/runs";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import type { Io, Outcome } from "../io.ts";
import type { Flags } from "../session.ts";
import { attempt } from "../storage/failures.ts";
import { readBytes } from "../storage/read-file.ts";
import { withModel } from "../trained.ts";
import { createWatch } from "../watch.ts";
import { type GenerationFlags, generationFlags, strategyOf } from "./options.ts";

export const decodeFlags: z.ZodObject = generationFlags.extend({
  in: z.string().describe("file of codes: codes.jsonl or codes.npy"),
  batchSize: z.int().min(1).default(64).describe("codes decoded at once"),
});

interface DecodeFlags extends GenerationFlags {
  readonly in: string;
  readonly batchSize: number;
}

/** The sentences that codes of a file stand for, one on a line. */
export const decodeCommand = async (flags: Flags, io: Io): Promise<Outcome> => {
  const given = readFlags(decodeFlags, flags);
  const chosen = checkOptions(decodeFlags, given, "decode") as unknown as DecodeFlags;
  const { in: file, maxLength, seed, batchSize } = chosen;
  const strategy = strategyOf(chosen, "greedy");
  const bytes = await attempt(file, () => readBytes(file));
  const points = decodeCodes(bytes, codeFormat(file, "--in"), file);
  const watch = createWatch(io, flags.json === true);
  return withModel(
    flags,
    async ({ folder, model }) => {
      const options = { strategy, maxLength, seed, batchSize };
      const sentences = await watch("decoding", (onProgress) =>
        model.decode(points, { ...options, onProgress }),
      );
      return {
        kind: "sentences",
        data: { run: folder, in: file, seed, sentences },
        text: sentences.join("\n"),
      };
    },
    { io },
  );
};
