import { TextvaeError } from "@textvae/ops";
import { parametersUnder } from "../model/parameter-names.ts";
import { createRng } from "../random/rng.ts";
import type { ActivePhase, Phase, Until } from "./experiment.ts";
import { emptyWindow, type PhaseStart, type TrainingState } from "./state.ts";
import type { TrainOptions } from "./train-options.ts";
import { jointly } from "./update.ts";

/**
 * The phases of an experiment, one without a name when it has none. The last ends with the run. Throws
 * `OPTION` for a phase that never ends, and for prefixes under which there is no parameter.
 */
export const phasesOf = (experiment: Omit<TrainOptions, "run">): ActivePhase[] => {
  const { model, dataset, batchSize, seed, until } = experiment;
  const phases: readonly Partial<Phase>[] = experiment.phases?.length ? experiment.phases : [{}];
  return phases.map((phase, index) => {
    const { name, trains, resets = [], objective = experiment.objective } = phase;
    const where = `phases.${name}`;
    const last = index === phases.length - 1;
    if (!last && !Object.values(phase.until ?? {}).some((limit) => limit !== undefined)) {
      throw new TextvaeError("OPTION", `${where}.until`, {
        expected: "steps, epochs or evaluations after which the next phase begins",
        got: "none",
      });
    }
    if (resets.length > 0) parametersUnder(model.parameters, resets, `${where}.resets`);
    return {
      ...(name !== undefined && { name }),
      ...{ model, dataset, batchSize, seed, index, last, objective, resets },
      evaluation: phase.evaluation ?? experiment.evaluation ?? objective,
      optimizer: phase.optimizer ?? experiment.optimizer,
      update: phase.update ?? experiment.update ?? jointly,
      parameters: trains
        ? parametersUnder(model.parameters, trains, `${where}.trains`)
        : model.parameters,
      until: { ...(last && { sinceBest: until.sinceBest }), ...phase.until },
    };
  });
};

const FIRST: PhaseStart = { index: 0, step: 0, epoch: 0 };

/** In which phase a run stands, and since when. */
export const phaseStart = (state: TrainingState): PhaseStart => state.phase ?? FIRST;

/** Resets what the phase resets and gives the state with which it begins. */
export const beginPhase = (phase: ActivePhase, state: TrainingState): TrainingState => {
  const { index, name, model, resets, seed } = phase;
  const { best: _, optimizer: old, ...kept } = state;
  for (const slot of old.tensors.values()) slot.dispose();
  if (resets.length > 0) model.reset(resets, createRng(seed).stream(`phase ${name}`));
  return {
    ...kept,
    ...(index > 0 && { phase: { index, step: state.step, epoch: state.epoch } }),
    window: emptyWindow,
    sinceBest: 0,
    optimizer: phase.update.init(phase),
  };
};

export type Reached = "steps" | "epochs" | "plateau";

/** Which limit a phase has reached. */
export const phaseEnd = (phase: ActivePhase, state: TrainingState): Reached | undefined => {
  const start = phaseStart(state);
  const { sinceBest } = state;
  return (
    reached(phase.until, {
      steps: state.step - start.step,
      epochs: state.epoch - start.epoch,
      sinceBest,
    }) ?? (phase.update.advice(phase, state.optimizer) === "stop" ? "plateau" : undefined)
  );
};

/** Which limit a run has reached in steps and epochs over all phases. */
const runEnd = ({ steps, epochs }: Until, state: TrainingState): Reached | undefined =>
  reached({ steps, epochs }, { steps: state.step, epochs: state.epoch, sinceBest: 0 });

/** Why nothing is left to train: a limit of the run, or that of its last phase. */
export const trainingEnd = (
  phase: ActivePhase,
  { until, state }: { readonly until: Until; readonly state: TrainingState },
): Reached | undefined => runEnd(until, state) ?? (phase.last ? phaseEnd(phase, state) : undefined);

const reached = (
  { steps = Infinity, epochs = Infinity, sinceBest = Infinity }: Until,
  done: Required<{ readonly [limit in keyof Until]: number }>,
): Reached | undefined => {
  if (done.steps >= steps) return "steps";
  if (done.epochs >= epochs) return "epochs";
  return done.sinceBest >= sinceBest ? "plateau" : undefined;
};
