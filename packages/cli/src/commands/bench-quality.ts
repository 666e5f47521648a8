import { quality as measure, pointLine, qualityOptions, qualityTable } from "@textvae/bench";
import { DRAWING, outputFile, type Written } from "@textvae/storage-node";
import { z } from "zod";
import { command } from "../command.ts";
import { corpus } from "./bench.ts";

const RACE: Written = { what: "a race to a quality", begins: /^\{\s*"machine"/ };

/** Races language models to validation perplexities; each evaluation is told on stderr. */
export const quality = command("bench quality", {
  options: {
    data: z.string().default("sotu").describe("a corpus with validation text"),
    vocabulary: z.int().min(3).optional().describe("words at most; default: all"),
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
    const dataset = await corpus(data, vocabulary);
    const report = await measure(dataset, options, (name, point) =>
      stderr.write(`${pointLine(name, point)}\n`),
    );
    await write?.(`${JSON.stringify(report, null, 2)}\n`);
    const { qualityChart } = await import("@textvae/report/charts");
    await draw?.(qualityChart({ ...report, targets: report.options.targets }));
    return { kind: "quality", data: report, text: qualityTable(report) };
  },
});
