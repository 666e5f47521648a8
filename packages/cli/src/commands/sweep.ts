import { TextvaeError } from "@textvae/core";
import type { Io, Outcome } from "../io.ts";
import type { Flags } from "../session.ts";
import { compareCommand } from "./compare.ts";
import { trainCommand } from "./train.ts";

/**
 * Trains one run for each value of one option, e.g. κ, and sets them side by side. Runs that are
 * there are continued.
 */
export const sweepCommand = async (flags: Flags, io: Io): Promise<Outcome> => {
  const { over, values, out, run = `runs/sweep-${String(flags.over)}`, ...rest } = flags;
  const option = String(over).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  if (option in rest) {
    throw new TextvaeError("OPTION", `--${String(over)}`, {
      expected: "the values of a swept option in --values",
      got: "the option by itself too",
    });
  }
  const folders: string[] = [];
  for (const value of String(values).split(",")) {
    const folder = `${String(run)}/${String(over)}-${value}`;
    const outcome = await trainCommand({ ...rest, [option]: value, run: folder }, io);
    if (outcome.exitCode) return outcome;
    folders.push(folder);
  }
  const comparison = await compareCommand(folders, { out });
  return { ...comparison, kind: "sweep" };
};
