import { TextvaeError } from "@textvae/core/options";
import { printableLine } from "@textvae/report/text";
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
      const { sentencesToAsk } = await import("@textvae/runs/asking");
      const { givenSentences } = await import("../data/typed.ts");
      const { model, folder } = trained;
      const rng = createRng(seed).stream("reconstruct");
      const random = flags.count !== undefined;
      if (random && text !== undefined) throw bothGiven(count);
      const given = await givenSentences(io, [text], { random });
      const items = await sentencesToAsk(trained, { given, label, count, rng });
      const options = { strategy, maxLength, rng, batchSize: items.size };
      const told = async (mode: "mean" | "sample") => {
        const points = await model.encode(items, { mode, rng, batchSize: 1 });
        return { of: points[0]?.of, sentences: await model.decode(points, options) };
      };
      const [first, second] = [await told("mean"), await told("sample")];
      const reconstructions = model.wordings(items).map((read, i): Reconstruction => {
        const sentences = [first.sentences[i] ?? "", second.sentences[i] ?? ""] as const;
        const [mean, sample] = sentences;
        const unknown = items.unknown[i] ?? [];
        // Behind a flow a posterior has no mean: both are samples. Discrete codes have a mode.
        const told =
          first.of === "sample" ? { samples: sentences } : { [first.of ?? "mean"]: mean };
        return { read, unknown, ...told, sample };
      });
      return {
        kind: "reconstructions",
        data: { run: folder, seed, reconstructions },
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

interface Reconstruction {
  readonly read: string;
  readonly unknown: readonly string[];
  /** From the mean of the posterior, where there is one. */
  readonly mean?: string;
  /** From its mode, where codes are discrete. */
  readonly mode?: string;
  /** From a sample of it. */
  readonly sample: string;
  /** From two samples, where there is no mean. */
  readonly samples?: readonly [string, string];
}

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
