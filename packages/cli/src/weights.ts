import { listCheckpoints } from "@textvae/core";
import type { Outcome } from "./io.ts";
import type { Session } from "./session.ts";

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

/** What is to be said of the weights that a run was opened with. */
export const weightsAt = async (
  { run, storage, plan }: Pick<Session, "run" | "storage" | "plan">,
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

/** `weights of step 50 (best; the last is 60)`. */
export const showWeights = ({ step, last, beyond, phase }: Weights): string => {
  const which = step === last ? " (best and last)" : ` (best; the last is ${last})`;
  return [
    `weights of step ${step}${last === undefined ? "" : which}`,
    ...(phase === undefined ? [] : [`phase "${phase}"`]),
    ...(beyond === undefined
      ? []
      : [`metrics go on to step ${beyond}, whose checkpoint is not there`]),
  ].join(", ");
};

/** An outcome that says whose weights it is of. */
export const ofWeights = (outcome: Outcome, weights: Weights, inText: boolean): Outcome => ({
  ...outcome,
  data: { step: weights.step, weights, ...outcome.data },
  text: inText ? `${outcome.text}\n${showWeights(weights)}` : outcome.text,
});
