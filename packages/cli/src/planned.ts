import { TextvaeError } from "@textvae/core";
import type { DataRecord } from "@textvae/runs/record";
import { attempt, readBytes } from "@textvae/storage-node";
import { dataDigest, type PlanLine, readPlan } from "@textvae/sweeps";
import type { Flags } from "./command.ts";
import { loadConfig } from "./config/load.ts";
import type { PartialSettings } from "./config/schema.ts";

/** What may be said beside a line of a plan: how it is trained, not what. */
const BESIDE = ["plan", "index", "steps", "threads", "resume", "lease", "json"];

/** The runs of a plan file. */
export const planIn = async (file: string): Promise<readonly PlanLine[]> => {
  const bytes = await attempt(file, () => readBytes(file), "a plan of textvae sweep plan");
  return readPlan(new TextDecoder().decode(bytes), file);
};

/** The line of a plan that `--plan` and `--index` name; undefined without them. */
export const plannedLine = async (flags: Flags): Promise<PlanLine | undefined> => {
  const { plan, index } = flags;
  if (plan === undefined && index === undefined) return undefined;
  const refuse = (where: string, expected: string, got: string) =>
    new TextvaeError("OPTION", where, { expected, got });
  if (plan === undefined) throw refuse("--index", "the file of a plan in --plan", "none");
  const other = Object.keys(flags).find((flag) => !BESIDE.includes(flag));
  if (other !== undefined) {
    throw refuse(`--${other}`, "the settings of a plan, which are in its file", "one beside it");
  }
  const lines = await planIn(plan as string);
  const at = Number(index ?? Number.NaN);
  const line = Number.isInteger(at) && String(index).trim() !== "" ? lines[at] : undefined;
  if (line) return line;
  throw refuse("--index", `a number from 0 to ${lines.length - 1}`, String(index ?? "none"));
};

/** The plugins and recipes that a line needs; everything else of its file is in the line. */
export const broughtBy = async ({ from }: PlanLine): Promise<PartialSettings> => {
  const { plugins = [], recipes = [] } = from === undefined ? {} : await loadConfig(from);
  return { plugins, recipes };
};

/** Throws `DATA` where the data is no longer what the plan was made with. */
export const requirePlannedData = async (line: PlanLine, data: DataRecord): Promise<void> => {
  if ((await dataDigest(data)) === line.data.sha256) return;
  throw new TextvaeError("DATA", line.config.data, {
    expected: "the data that the plan was made with",
    got: "other data, or data that is read in another way",
    hint: "Restore it, or make the plan again.",
  });
};
