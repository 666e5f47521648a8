import { command } from "../../command.ts";

/** What has become of each run of a plan. */
export const status = command("sweep status", {
  options: {},
  async run(_, { words: [plan = ""] }) {
    const { sweepPlace } = await import("../../sweep-place.ts");
    const { describeSweep, statusOf } = await import("@textvae/sweeps");
    const runs = await statusOf(await sweepPlace(plan));
    return { kind: "sweep-status", data: { plan, runs }, text: describeSweep(runs) };
  },
});
