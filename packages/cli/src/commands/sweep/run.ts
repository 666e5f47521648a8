import { availableParallelism } from "node:os";
import { leasePlace } from "@textvae/workbench/places";
import { z } from "zod";
import { command } from "../../command.ts";
import { INTERRUPTED } from "../../interruption.ts";
import { createSweepProgress } from "../../sweep-progress.ts";
import { tableOf } from "./table.ts";

/** Trains the runs of a plan in processes of its own. */
export const run = command("sweep run", {
  options: {
    jobs: z.int().min(1).max(1000).default(1).describe("runs at once"),
    threads: z.int().min(1).optional().describe("threads of each; without it they share the cores"),
    tries: z.int().min(1).max(1000).default(4).describe("tries of a run whose process dies"),
    index: z
      .string()
      .optional()
      .describe("one run alone, counted from 0: a number, slurm or kubernetes (of its variable)"),
  },
  async run({ jobs, threads, tries, index }, { words: [plan = ""], flags, io }) {
    const { sweepPlace } = await import("@textvae/workbench");
    const { ownCommand } = await import("../../own-command.ts");
    const { indexOf, runPlan, threadsEach } = await import("@textvae/sweeps");
    const place = await sweepPlace(plan);
    const only = index === undefined ? undefined : [indexOf(index, place.lines, process.env)];
    const { signal } = io;
    const lease = only ? undefined : await leasePlace(place.folder);
    const progress = createSweepProgress(
      io,
      flags.json === true,
      only?.length ?? place.lines.length,
    );
    try {
      const records = await runPlan({
        ...{ ...place, command: ownCommand(), jobs, tries },
        threads: threads ?? threadsEach(availableParallelism(), only ? 1 : jobs),
        ...(only && { only }),
        ...(signal && { signal }),
        onChange: progress.change,
        onEvent: progress.event,
      });
      progress.stop();
      const { describeEnd, endOfSweep } = await import("@textvae/sweeps");
      const end = endOfSweep(records);
      if (end.stopped) {
        return {
          kind: "stopped",
          data: { plan, ...end },
          text: `${describeEnd(end)}; continue with: textvae sweep run ${plan}`,
          exitCode: INTERRUPTED,
        };
      }
      const found = only ? undefined : await tableOf(place);
      return {
        kind: "sweep",
        data: { plan, ...end, runs: records, ...(found && { table: found.data }) },
        text: [found?.text, describeEnd(end)].filter(Boolean).join("\n\n"),
        ...(end.failed > 0 && { exitCode: 1 }),
      };
    } finally {
      progress.stop();
      await lease?.release();
    }
  },
});
