import type { Experiment, Storage } from "@textvae/core";
import { listCheckpoints, type Run } from "@textvae/run-format";

/** Whose weights a number or a sentence is of. */
export interface Weights {
  /** The step of the best evaluation. */
  readonly step: number;
  /** The last step that is kept; a bundle does not say. */
  readonly last?: number;
  /** The step of a later evaluation, whose checkpoint is not there. */
  readonly beyond?: number;
  /** The phase of training in which they were, where there are several. */
  readonly phase?: string;
}

export interface TrainedRun {
  readonly run: Run;
  readonly storage: Storage;
  readonly plan: Pick<Experiment, "phases">;
}

/** What is to be said of the weights of a step of a run. */
export const weightsAt = async (
  { run, storage, plan }: TrainedRun,
  step: number,
): Promise<Weights> => {
  const last = (await listCheckpoints(storage)).at(-1) ?? step;
  const index = plan.phases ? ((await run.progress(step)).phase?.index ?? 0) : 0;
  const phase = plan.phases?.[index]?.name;
  return { step, last, ...(phase !== undefined && { phase }) };
};

/** The weights that a model was opened with. */
export const weightsOf = ({ step, last, beyond, phase }: Weights): Weights => ({
  step,
  ...(last !== undefined && { last }),
  ...(beyond !== undefined && { beyond }),
  ...(phase !== undefined && { phase }),
});
