import { printableLine } from "@textvae/report/text";
import { attempt, readBytes } from "@textvae/storage-node";
import { z } from "zod";
import { command } from "../command.ts";
import { createWatch } from "../watch.ts";
import { withModel } from "../with-model.ts";
import { generationFlags, strategyOf } from "./options.ts";

/** The sentences that codes of a file stand for, one on a line. */
export const decode = command("decode", {
  asks: "model",
  options: {
    ...generationFlags,
    in: z.string().describe("file of codes: codes.jsonl or codes.npy"),
    batchSize: z.int().min(1).default(64).describe("codes decoded at once"),
  },
  async run(chosen, { flags, io }) {
    const { codeFormat, decodeCodes } = await import("@textvae/runs");
    const { in: file, maxLength, seed, batchSize } = chosen;
    const strategy = strategyOf(chosen, "greedy");
    const format = codeFormat(file, "--in");
    const bytes = await attempt(file, () => readBytes(file));
    const points = decodeCodes(bytes, format, file);
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
          text: sentences.map(printableLine).join("\n"),
        };
      },
      { io },
    );
  },
});
