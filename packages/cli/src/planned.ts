import { TextvaeError } from "@textvae/core";
import type { PartialSettings } from "@textvae/settings";
import { lineDigest, type PlanLine } from "@textvae/sweeps";
import { planIn } from "@textvae/workbench";
import type { Flags } from "./command.ts";
import { loadConfig } from "./config/load.ts";

/** What may be said beside a line of a plan: how it is trained, not what. */
const BESIDE = ["plan", "index", "line", "steps", "threads", "resume", "lease", "json"];

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
  const line = /^\d+$/.test(String(index)) ? lines[Number(index)] : undefined;
  if (line) {
    await requireSame(line, flags);
    return line;
  }
  throw refuse("--index", `a number from 0 to ${lines.length - 1}`, String(index || "none"));
};

/** Throws `CONFIG` where whoever began this process knows the plan by other lines. */
const requireSame = async (line: PlanLine, { plan, index, line: known }: Flags): Promise<void> => {
  if (known === undefined || known === (await lineDigest(line))) return;
  throw new TextvaeError("CONFIG", `${plan}, line ${Number(index) + 1}`, {
    expected: "what it said when the sweep began",
    got: "another run",
    hint: "Put the plan back, or stop the sweep and begin it again.",
  });
};

/** The plugins and recipes that a line needs; everything else of its file is in the line. */
export const broughtBy = async ({ from }: PlanLine): Promise<PartialSettings> => {
  const { plugins = [], recipes = [] } = from === undefined ? {} : await loadConfig(from);
  return { plugins, recipes };
};
