import { TextvaeError } from "@textvae/core/options";
import { printableLine } from "@textvae/report/text";
import type { Reconstruction } from "@textvae/runs/asking";
import { z } from "zod";
import { command } from "../command.ts";
import { withModel } from "../with-model.ts";
import { generationFlags, labelFlag, sentenceCount, strategyOf } from "./options.ts";

const TEXT = "sentence, words between spaces; without it those of standard input, or random ones";

/** Sentences beside what is decoded from the mean and from a sample of their posteriors. */
export const reconstruct = command("reconstruct", {
  asks: "model and data",
  options: {
    ...generationFlags,
    text: z.string().optional().describe(TEXT),
    count: sentenceCount().default(5).describe("number of random sentences"),
    ...labelFlag,
  },
  async run(chosen, { flags, io }) {
    const strategy = strategyOf(chosen, "greedy");
    const { maxLength, seed, text, label, count } = chosen;
    const use: Parameters<typeof withModel>[1] = async (trained) => {
      const { createRng } = await import("@textvae/core");
      const { reconstructSentences, sentencesToAsk } = await import("@textvae/runs/asking");
      const { givenSentences } = await import("@textvae/workbench");
      const rng = createRng(seed).stream("reconstruct");
      const random = flags.count !== undefined;
      if (random && text !== undefined) throw bothGiven(count);
      const given = await givenSentences(io, [text], { random });
      const items = await sentencesToAsk(trained, { given, label, count, rng });
      const options = { strategy, maxLength, rng };
      const reconstructions = await reconstructSentences(trained.model, items, options);
      return {
        kind: "reconstructions",
        data: { run: trained.folder, seed, reconstructions },
        text: reconstructions.map(show).join("\n\n"),
      };
    };
    return withModel(flags, use, { io });
  },
});

const bothGiven = (count: number): TextvaeError =>
  new TextvaeError("OPTION", "--count", {
    expected: "a number of random sentences, or one sentence by --text",
    got: `${count} beside --text`,
    hint: "Leave out one of the two.",
  });

const show = ({ read, unknown, mean, mode, sample, samples }: Reconstruction): string => {
  const central = mode === undefined ? `mean    ${mean}` : `mode    ${mode}`;
  const first = samples ? `sample  ${samples[0]}` : central;
  const lines = [
    `read    ${read}`,
    ...(unknown.length > 0 ? [`unknown ${unknown.join(", ")}`] : []),
    first,
    `sample  ${sample}`,
  ];
  return lines.map(printableLine).join("\n");
};
