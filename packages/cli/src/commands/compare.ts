import { basename } from "node:path";
import { DRAWING, outputFile } from "@textvae/storage-node";
import { openPlace } from "@textvae/workbench/places";
import { z } from "zod";
import { command } from "../command.ts";
import type { Outcome } from "../io.ts";

export const compare = command("compare", {
  options: { out: z.string().optional().describe("draw their curves into a file") },
  run: ({ out }, { words }) => compareFolders(words, out),
});

/** Runs side by side: a table, and with a file for it their curves in one drawing. */
export const compareFolders = async (
  folders: readonly string[],
  out?: string,
): Promise<Outcome> => {
  const { compareRuns } = await import("@textvae/runs/measures");
  const { compareDrawing } = await import("@textvae/report/charts");
  const { showComparison } = await import("@textvae/report/lines");
  const draw = out === undefined ? undefined : await outputFile(out, "--out", DRAWING);
  const names = namesOf(folders);
  const open = async (folder: string, i: number) => {
    const storage = await openPlace(folder, { create: false });
    return { name: names[i] ?? folder, folder, storage };
  };
  const comparison = await compareRuns(await Promise.all(folders.map(open)));
  await draw?.(compareDrawing(comparison));
  const { rows, differences } = comparison;
  return {
    kind: "comparison",
    data: { runs: rows, differences, ...(out !== undefined && { drawing: out }) },
    text: [showComparison(comparison), ...(out === undefined ? [] : ["", `drawn in ${out}`])].join(
      "\n",
    ),
  };
};

/** The last part of each folder; the whole of those that share it. */
const namesOf = (folders: readonly string[]): string[] => {
  const short = folders.map((folder) => basename(folder));
  return folders.map((folder, i) =>
    short.filter((name) => name === short[i]).length > 1 ? folder : (short[i] as string),
  );
};
