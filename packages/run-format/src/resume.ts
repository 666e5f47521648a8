import { checkWeights, type TrainingState, toTensor } from "@textvae/core/internals";
import type { CheckState, Parameters, Resume, Storage } from "@textvae/core/plugin";
import { restoreWeights } from "@textvae/core/training";
import { TextvaeError } from "@textvae/ops";
import { type LoadedCheckpoint, listCheckpoints, removeOthers } from "./checkpoint.ts";
import type { EngineSince } from "./engine.ts";
import type { MetricsFile } from "./metrics-file.ts";
import { FALL_BACK } from "./state-file.ts";

/** The state that a run goes on from, if it has one, and what had to be given up for it. */
export interface Resumed {
  readonly state?: TrainingState;
  /** The engines that computed it. */
  readonly engines?: readonly EngineSince[] | undefined;
  readonly mended: readonly string[];
}

/** What a run resumes with. */
export interface ResumeFrom {
  readonly storage: Storage;
  readonly metrics: MetricsFile;
  /** Reads and verifies the checkpoint of a step. */
  load(step: number): Promise<LoadedCheckpoint>;
}

/**
 * Puts the checkpoint of a choice into the parameters, and metrics back to it. Throws `CHECKPOINT`
 * for what is damaged or absent; with "last-good" goes on without it and says so.
 */
export const resumeFrom = async (
  { storage, metrics, load }: ResumeFrom,
  parameters: Parameters,
  choice: Resume,
  check: CheckState,
): Promise<Resumed> => {
  const mend = choice === "last-good";
  const steps = await listCheckpoints(storage);

  const fitting = async (step: number): Promise<[LoadedCheckpoint, TrainingState]> => {
    const found = await load(step);
    checkWeights(parameters, found);
    const tensors = new Map([...found.slots].map(([name, slot]) => [name, toTensor(slot)]));
    const state = { ...found.progress, optimizer: { tensors, numbers: found.numbers } };
    const problem = check(state);
    if (!problem) return [found, state];
    for (const slot of tensors.values()) slot.dispose();
    const { expected, got } = problem;
    const where = `${found.folder}/state.json`;
    throw new TextvaeError("CHECKPOINT", where, { expected, got, hint: FALL_BACK });
  };
  const pick = async () => {
    for (const step of steps.toReversed()) {
      try {
        return await fitting(step);
      } catch (error) {
        if (!mend || step === steps[0] || !(error instanceof TextvaeError)) throw error;
      }
    }
    return undefined;
  };
  const picked = await pick();
  if (!picked) return { mended: await metrics.startOver(mend) };

  const [found, state] = picked;
  const { step, best, metricsBytes: bytes } = state;
  const absent = best && best.step !== step ? await problemOf(best.step, load) : undefined;
  if (absent && !mend) throw absent;
  const wrong = await metrics.backTo({ step, bytes, crc: found.metricsCrc }, mend);
  restoreWeights(parameters, found);
  const { best: _, ...rest } = state;
  const kept = { ...(absent ? rest : state), metricsBytes: metrics.written().bytes };
  if (step === steps.at(-1)) await removeOthers(storage, kept);
  const told = absent ? [`${absent.message} The next evaluation counts as the best.`] : [];
  return { state: kept, engines: found.engines, mended: [...told, ...wrong] };
};

/** Why the checkpoint of the best evaluation can't be had. */
const problemOf = async (
  step: number,
  load: ResumeFrom["load"],
): Promise<TextvaeError | undefined> => {
  try {
    await load(step);
    return undefined;
  } catch (error) {
    if (error instanceof TextvaeError) return error;
    throw error;
  }
};
