import { randomUUID } from "node:crypto";
import { command } from "../../command.ts";

/** Asks whoever trains runs of a plan to stop, on any machine that sees its folder. */
export const stop = command("sweep stop", {
  options: {},
  async run(_, { words: [plan = ""] }) {
    const { sweepPlace } = await import("@textvae/workbench");
    const { records } = await sweepPlace(plan);
    await records.askToStop(randomUUID());
    return {
      kind: "sweep-stop",
      data: { plan },
      text: `asked all that train runs of ${plan} to stop; textvae sweep run ${plan} goes on`,
    };
  },
});
