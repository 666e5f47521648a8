import { hostname } from "node:os";
import process from "node:process";
import { z } from "zod";
import { command } from "../../command.ts";
import { INTERRUPTED } from "../../interruption.ts";
import { openQueue, queueFlag, withoutPassword } from "../../sweep-queue.ts";

/** Takes turns at the runs of a plan with any number of machines. */
export const work = command("sweep work", {
  options: {
    queue: queueFlag(),
    jobs: z.int().min(1).max(1000).default(1).describe("runs at once on this machine"),
    threads: z.int().min(1).optional().describe("threads of each; without it they share the cores"),
    tries: z.int().min(1).max(1000).default(4).describe("tries of a run whose process dies"),
    priority: z.int().default(0).describe("1 goes first, then 2 …; 0 before them all"),
    lease: z
      .number()
      .min(1)
      .max(86_400)
      .default(60)
      .describe("seconds without a sign of life after which others go on"),
  },
  async run({ queue: url, jobs, threads, lease, ...adding }, { words: [plan = ""], flags, io }) {
    const { availableParallelism } = await import("node:os");
    const { sweepPlace } = await import("@textvae/workbench");
    const { ownCommand } = await import("../../own-command.ts");
    const { threadsEach } = await import("@textvae/sweeps");
    const { describeQueued, workOn } = await import("@textvae/sweep-queue");
    const { createSweepProgress } = await import("../../sweep-progress.ts");
    const place = await sweepPlace(plan);
    const by = { host: hostname(), pid: process.pid };
    const queue = await openQueue(url, place.lines, 1000 * lease);
    const progress = createSweepProgress(io, flags.json === true, place.lines.length);
    const { signal } = io;
    try {
      const runs = await workOn(queue, {
        ...{ ...place, ...adding, command: ownCommand(), jobs, lease, by },
        threads: threads ?? threadsEach(availableParallelism(), jobs),
        ...(signal && { signal }),
        onChange: progress.change,
      });
      const stopped = signal?.aborted === true;
      const failed = runs.filter(({ state }) => state === "failed").length;
      const again = `stopped; the runs of this machine are back in the queue. Go on with: textvae sweep work ${plan} --queue ${withoutPassword(url)}`;
      return {
        kind: stopped ? "stopped" : "sweep",
        data: { plan, failed, runs },
        text: stopped ? again : runs.map(describeQueued).join("\n"),
        ...(stopped ? { exitCode: INTERRUPTED } : failed > 0 && { exitCode: 1 }),
      };
    } finally {
      progress.stop();
      await queue.close();
    }
  },
});
