import { TextvaeError } from "@textvae/core/options";
import { z } from "zod";
import { command } from "../../command.ts";
import { openQueue, queueFlag } from "../../sweep-queue.ts";

/** Ends runs of a queue for good, on whichever machine they are trained. */
export const cancel = command("sweep cancel", {
  options: {
    queue: queueFlag(),
    name: z.string().optional().describe("names of runs with commas; without it all of the plan"),
  },
  async run({ queue: url, name }, { words: [plan = ""] }) {
    const { planIn } = await import("@textvae/workbench");
    const lines = await planIn(plan);
    const all = lines.map((line) => line.name);
    const names = name?.split(",") ?? all;
    const unknown = names.find((one) => !all.includes(one));
    if (unknown !== undefined) {
      const got = JSON.stringify(unknown);
      throw new TextvaeError("OPTION", "--name", { expected: `a run of ${plan}`, got });
    }
    const queue = await openQueue(url, lines);
    try {
      await queue.cancel(names);
    } finally {
      await queue.close();
    }
    return {
      kind: "sweep-cancel",
      data: { plan, names },
      text: `cancelled ${names.length} of ${all.length} runs; what is trained leaves a checkpoint. textvae sweep work takes them up again`,
    };
  },
});
