import { TextvaeError } from "@textvae/core/options";
import { z } from "zod";
import { command } from "../command.ts";
import { withModel } from "../with-model.ts";
import { generationFlags, labelFlag, sentenceCount, strategyOf } from "./options.ts";

const TO = "sentence to end at; without both those of two lines of standard input, or random ones";

/** The sentences between two sentences. */
export const interpolate = command("interpolate", {
  asks: "model and data",
  options: {
    ...generationFlags,
    from: z.string().optional().describe("sentence to start from, words between spaces"),
    to: z.string().optional().describe(TO),
    steps: sentenceCount().min(2).default(7).describe("number of sentences on the way"),
    ...labelFlag,
  },
  async run(chosen, { flags, io }) {
    const strategy = strategyOf(chosen, "greedy");
    const { maxLength, seed, steps, from, to, label } = chosen;
    if ((from === undefined) !== (to === undefined)) {
      throw new TextvaeError("OPTION", "interpolate", {
        expected: "both --from and --to, or neither",
        got: from === undefined ? "only --to" : "only --from",
      });
    }
    const use: Parameters<typeof withModel>[1] = async (trained) => {
      const { createRng } = await import("@textvae/core");
      const { interpolateSentences, sentencesToAsk } = await import("@textvae/runs/asking");
      const { showInterpolation } = await import("@textvae/report/lines");
      const { givenSentences } = await import("@textvae/workbench");
      const rng = createRng(seed).stream("interpolate");
      const ends = await givenSentences(io, [from, to], { count: 2 });
      const items = await sentencesToAsk(trained, { given: ends, label, count: 2, rng });
      const options = { strategy, maxLength, steps, rng };
      const interpolation = await interpolateSentences(trained.model, items, options);
      const unknown = items.unknown.flat();
      const warning = unknown.length > 0 ? `unknown words: ${unknown.join(", ")}\n` : "";
      return {
        kind: "interpolation",
        data: { run: trained.folder, ...interpolation, unknown },
        text: warning + showInterpolation(interpolation),
      };
    };
    return withModel(flags, use, { io });
  },
});
