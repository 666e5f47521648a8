import { TextvaeError } from "@textvae/ops";
import type { Parameters } from "../contracts/optimizer.ts";
import type { Storage } from "../contracts/storage.ts";
import type { TrainingState } from "../training/state.ts";
import { type LoadedCheckpoint, listCheckpoints, removeOthers } from "./checkpoint.ts";
import type { EngineSince } from "./engine.ts";
import { checkWeights, restoreWeights, toTensor } from "./host-tensors.ts";
import type { MetricsFile } from "./metrics-file.ts";

/** Which checkpoint to continue from: the last (an error when it is damaged), or the last good one. */
export type Resume = "last" | "last-good";

/** The state that a run goes on from, if it has one, and what had to be given up for it. */
export interface Resumed {
  readonly state?: TrainingState;
  /** The engines that computed it. */
  readonly engines?: readonly EngineSince[] | undefined;
  readonly mended: readonly string[];
}

/** Throws `CHECKPOINT` for a state that a training can't go on from; `file` is where it stands. */
export type CheckState = (state: TrainingState, file: string) => void;

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
    try {
      check(state, `${found.folder}/state.json`);
      return [found, state];
    } catch (error) {
      for (const slot of tensors.values()) slot.dispose();
      throw error;
    }
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
