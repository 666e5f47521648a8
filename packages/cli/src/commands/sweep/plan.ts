import { basename, extname } from "node:path";
import { outputFile, type Written } from "@textvae/storage-node";
import { standingAt } from "@textvae/workbench/places";
import { z } from "zod";
import type { Verb } from "../../command.ts";
import { readFlags, saidBy } from "../../config/flags.ts";
import { declareTraining, trainOptions } from "../train.ts";

const PLAN: Written = { what: "a plan", begins: /^\{"plan":1,/ };

const planOptions = z.strictObject({
  seeds: z.int().min(1).optional().describe("so many seeds of each, from --seed on"),
  random: z.int().min(1).optional().describe("so many random combinations instead of all"),
  drawSeed: z.int().default(1).describe("seed of the random combinations"),
  out: z.string().describe("file of the plan, such as sweeps/k.jsonl"),
  asha: z.int().min(1).optional().describe("stop runs early: first compared after so many steps"),
  eta: z.int().min(2).default(3).describe("of so many runs that are compared one goes on"),
});

/** A plan of runs: every combination resolved and checked, before a line is written. */
export const plan: Verb = {
  options: trainOptions,
  async declare(made, argv) {
    const { addFlags } = await import("../../config/flags.ts");
    made.option(
      "--over <option=values>",
      "an option and its values: kappa=20,40,80, rate=log:1e-4..1e-2:5, lin: or int:; once for each option",
      (value: string, before: readonly string[] = []) => [...before, value],
    );
    addFlags(made, planOptions, () => "Options:");
    await declareTraining(made, argv);
  },
  async run(flags) {
    const { axisOf, choicesOf, makePlan, writePlan } = await import("@textvae/sweeps");
    const { configFile, resolver } = await import("@textvae/workbench");
    const { loadConfig } = await import("../../config/load.ts");
    const { over = [], config, run, ...given } = flags;
    const asked = z.parse(planOptions, readFlags(planOptions, flags));
    const rest = Object.fromEntries(
      Object.entries(given).filter(([flag]) => !Object.hasOwn(planOptions.shape, flag)),
    );
    const { out, random, drawSeed, asha, eta } = asked;
    const axes = (over as readonly string[]).map(axisOf);
    const write = await outputFile(out, "--out", PLAN);
    const first = rest.seed === undefined ? 1 : Number(rest.seed);
    const choices = choicesOf({
      ...{ axes, drawSeed },
      ...(random !== undefined && { random }),
      ...(asked.seeds !== undefined && { seeds: { first, count: asked.seeds } }),
    });
    const lines = await makePlan({
      choices,
      runs: (run as string | undefined) ?? `runs/${basename(out, extname(out))}`,
      ...(asha !== undefined && { early: { rule: "asha", first: asha, eta } }),
      resolve: resolver({
        ...{ said: rest, axes, reading: saidBy },
        path: configFile(config as string | undefined),
        file: await loadConfig(config as string | undefined),
      }),
    });
    for (const line of lines) await standingAt(line.run);
    await write(writePlan(lines));
    return {
      kind: "plan",
      data: { plan: out, runs: lines },
      text: `${out}: ${lines.length} runs, each checked, none begun\nnext: textvae sweep run ${out} --jobs 2`,
    };
  },
};
