import { command } from "../../command.ts";
import type { Outcome } from "../../io.ts";
import { openQueue, queueFlag } from "../../sweep-queue.ts";

/** What has become of each run of a plan. */
export const status = command("sweep status", {
  options: {
    queue: queueFlag().optional(),
  },
  async run({ queue: url }, { words: [plan = ""] }) {
    const { sweepPlace } = await import("@textvae/workbench");
    if (url !== undefined) return statusIn(url, plan);
    const { describeSweep, statusOf } = await import("@textvae/sweeps");
    const runs = await statusOf(await sweepPlace(plan, { create: false }));
    return { kind: "sweep-status", data: { plan, runs }, text: describeSweep(runs) };
  },
});

/** What every machine has told of its runs. */
const statusIn = async (url: string, plan: string): Promise<Outcome> => {
  const { planIn } = await import("@textvae/workbench");
  const { describeQueued } = await import("@textvae/sweep-queue");
  const queue = await openQueue(url, await planIn(plan));
  try {
    const runs = await queue.status();
    const text = runs.map(describeQueued).join("\n") || "no run of it was put into the queue";
    return { kind: "sweep-status", data: { plan, runs }, text };
  } finally {
    await queue.close();
  }
};
