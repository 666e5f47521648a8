import type { SweepPlace } from "@textvae/workbench";
import { z } from "zod";
import { command } from "../../command.ts";
import type { Outcome } from "../../io.ts";
import { compareFolders } from "../compare.ts";

export const table = command("sweep table", {
  options: { out: z.string().optional().describe("draw their curves into a file") },
  async run({ out }, { words: [plan = ""] }) {
    const { sweepPlace } = await import("@textvae/workbench");
    return tableOf(await sweepPlace(plan, { create: false }), out);
  },
});

/** The runs of a plan that can be read side by side, and what is wrong with each of the others. */
export const tableOf = async (place: SweepPlace, out?: string): Promise<Outcome> => {
  const { describeMissing, readableRuns } = await import("@textvae/sweeps");
  const { folders, missing } = await readableRuns(place);
  const comparison =
    folders.length > 0 ? await compareFolders(folders, out) : { data: { runs: [] }, text: "" };
  return {
    kind: "sweep-table",
    data: { plan: place.plan, ...comparison.data, missing },
    text: [comparison.text, ...missing.map(describeMissing)].filter(Boolean).join("\n"),
  };
};
