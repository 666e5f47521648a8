import {
  benchOptions,
  benchTable,
  type CaseResult,
  caseLine,
  bench as measure,
} from "@textvae/bench";
import type { Dataset } from "@textvae/core";
import { resolveSettings } from "@textvae/settings";
import { DRAWING, outputFile, type Written } from "@textvae/storage-node";
import { dataOf, registryWith } from "@textvae/workbench";
import { z } from "zod";
import { command } from "../command.ts";

const TIMES: Written = { what: "times of a bench", begins: /^\{\s*"machine"/ };

/** Measures this machine; each case is told on stderr as it is done. */
export const bench = command("bench", {
  options: {
    ...benchOptions.shape,
    data: z
      .string()
      .optional()
      .describe("a corpus, for the cases corpus-step and corpus-step-bucketed"),
    out: z.string().optional().describe("write every time into a JSON file"),
    chart: z.string().optional().describe("draw the speeds into an SVG file"),
  },
  declare(made) {
    made
      .option("--only <cases...>", "which cases, by their names")
      .option("--backends <names...>", "which backends: wasm, which is the default, node")
      .option("--kernels <names...>", "which kernels of wasm, by default all");
  },
  async run({ out, chart, data, ...options }, { io: { stderr } }) {
    const note = (result: CaseResult) => stderr.write(`${caseLine(result)}\n`);
    const [write, draw] = [
      out === undefined ? undefined : await outputFile(out, "--out", TIMES),
      chart === undefined ? undefined : await outputFile(chart, "--chart", DRAWING),
    ];
    const dataset = data === undefined ? undefined : await corpus(data);
    const report = await measure(options, note, dataset);
    await write?.(`${JSON.stringify(report, null, 2)}\n`);
    const { benchChart } = await import("@textvae/report/charts");
    await draw?.(benchChart(report));
    return { kind: "bench", data: report, text: benchTable(report) };
  },
});

/** The corpus as `textvae train` reads it by default, with at most so many words. */
export const corpus = (data: string, maxVocabulary?: number): Promise<Dataset> => {
  const settings = resolveSettings({ file: { data, maxVocabulary } });
  return dataOf(settings, registryWith(settings.plugins));
};
