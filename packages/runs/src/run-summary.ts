import { readConfig } from "@textvae/run-format";
import { MANIFEST, readManifest } from "./manifest.ts";
import { bestRecorded, type RecordedNumbers } from "./recorded-numbers.ts";
import { requireMembers } from "./require-members.ts";
import type { Source } from "./source.ts";

/** What a folder of a trained model is, in a line of a list. */
export interface RunSummary {
  readonly kind: "run" | "bundle";
  readonly recipe: string;
  /** Updates of its last checkpoint; 0 before the first. */
  readonly step: number;
  /** The lowest NLL that was recorded, with its split and estimator; of a run, in its last phase. */
  readonly best?: RecordedNumbers;
}

/**
 * What stands in the folder of a run or of a bundle, without opening the model.
 *
 * @throws {TextvaeError} `CONFIG` for a folder whose description is damaged or absent.
 *
 * @example
 * const { recipe, step, best } = await summariseRun(storage);
 */
export const summariseRun = async (source: Source): Promise<RunSummary> => {
  requireMembers("summariseRun", source, "where a run is read", "exists", "read");
  if (await source.exists(MANIFEST)) {
    const { recipe, step, numbers } = await readManifest(source);
    return { kind: "bundle", recipe, step, ...withBest(numbers.toSorted(byNll)[0]) };
  }
  const { recipe } = await readConfig(source);
  const names = (await source.list?.("checkpoints")) ?? [];
  const steps = names.filter((name) => /^\d{8,}$/.test(name)).map(Number);
  const known = { recipe: String(recipe ?? "?"), step: Math.max(0, ...steps) };
  return { kind: "run", ...known, ...withBest(await bestRecorded(source)) };
};

const byNll = (a: RecordedNumbers, b: RecordedNumbers): number => a.nll - b.nll;

const withBest = (best: RecordedNumbers | undefined): Pick<RunSummary, "best"> =>
  best ? { best } : {};
