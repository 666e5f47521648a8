import { quality as measure, pointLine, qualityOptions, qualityTable } from "@textvae/bench";
import { TextvaeError } from "@textvae/core/options";
import { DRAWING, outputFile, type Written } from "@textvae/storage-node";
import { z } from "zod";
import { command } from "../command.ts";
import { corpus } from "./bench.ts";

const RACE: Written = { what: "a race to a quality", begins: /^\{\s*"machine"/ };

/** A dataset that makes no vocabulary of its text has no sentences, of which perplexities are measured. */
const withoutVocabulary = (data: string) => (error: unknown) => {
  if (!(error instanceof TextvaeError && error.where === "maxVocabulary")) throw error;
  throw new TextvaeError("CAPABILITY", data, {
    expected: "sentences, which language models are raced on",
    got: "data without them, such as bags of words",
    hint: "Name a folder of text with --data.",
    cause: error,
  });
};

/** Races language models to validation perplexities; each evaluation is told on stderr. */
export const quality = command("bench quality", {
  options: {
    data: z.string().default("sotu").describe("a corpus with validation text"),
    vocabulary: z.int().min(3).default(10_000).describe("greatest size of the vocabulary"),
    ...qualityOptions.shape,
    out: z.string().optional().describe("write every evaluation into a JSON file"),
    chart: z.string().optional().describe("draw perplexities over seconds into an SVG file"),
  },
  declare(made) {
    made.option("--targets <perplexities...>", "validation perplexities, by default 150 125");
  },
  async run({ data, vocabulary, out, chart, ...options }, { io: { stderr } }) {
    const [write, draw] = [
      out === undefined ? undefined : await outputFile(out, "--out", RACE),
      chart === undefined ? undefined : await outputFile(chart, "--chart", DRAWING),
    ];
    const dataset = await corpus(data, vocabulary).catch(withoutVocabulary(data));
    const report = await measure(dataset, options, (name, point) =>
      stderr.write(`${pointLine(name, point)}\n`),
    );
    await write?.(`${JSON.stringify(report, null, 2)}\n`);
    const { qualityChart } = await import("@textvae/report/charts");
    await draw?.(qualityChart({ ...report, targets: report.options.targets }));
    return { kind: "quality", data: report, text: qualityTable(report) };
  },
});
