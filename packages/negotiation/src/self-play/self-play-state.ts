import type { OptimizerState, Parameters, Rng } from "@textvae/core";
import { emptyWindow, type TrainingState } from "@textvae/core/internals";
import type { Run } from "@textvae/run-format";
import { type Moments, noMoments } from "./rewards.ts";

/** Where self-play stands: all that a checkpoint holds besides the weights and the random streams. */
export interface SelfPlayState {
  /** Updates done. */
  readonly step: number;
  readonly optimizer: OptimizerState;
  /** Of all rewards so far. */
  readonly moments: Moments;
  readonly metricsBytes: number;
}

const REWARDS = "rewards/";

/** The state with which it begins. */
export const beginSelfPlay = (optimizer: OptimizerState): SelfPlayState => ({
  step: 0,
  optimizer,
  moments: noMoments,
  metricsBytes: 0,
});

/** The state of the last checkpoint, with its weights and streams put back, if there is one. */
export const resumeSelfPlay = async (
  run: Run,
  parameters: Parameters,
  rng: Rng,
): Promise<SelfPlayState | undefined> => {
  const found = await run.resume(parameters);
  if (!found) return undefined;
  rng.restore(found.rng);
  const { tensors, numbers } = found.optimizer;
  const own = Object.entries(numbers).filter(([key]) => !key.startsWith(REWARDS));
  const { step, metricsBytes } = found;
  const moments = Object.fromEntries(
    Object.keys(noMoments).map((key) => [key, numbers[`${REWARDS}${key}`]]),
  ) as unknown as Moments;
  return { step, metricsBytes, moments, optimizer: { tensors, numbers: Object.fromEntries(own) } };
};

/** Writes a checkpoint in the form of all runs; its folder. */
export const saveSelfPlay = (
  run: Run,
  parameters: Parameters,
  { step, metricsBytes, moments, optimizer: { tensors, numbers } }: SelfPlayState,
  rng: Rng,
): Promise<string> => {
  const rewards = Object.entries(moments).map(([key, value]) => [`${REWARDS}${key}`, value]);
  const state: TrainingState = {
    step,
    epoch: 0,
    index: 0,
    window: emptyWindow,
    sinceBest: 0,
    rng: rng.state(),
    metricsBytes,
    optimizer: { tensors, numbers: { ...numbers, ...Object.fromEntries(rewards) } },
  };
  return run.save(parameters, state);
};
