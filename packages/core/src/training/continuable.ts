import type { Epoch } from "../contracts/dataset.ts";
import type { CheckState } from "../contracts/journal.ts";
import { createRng } from "../random/rng.ts";
import type { ActivePhase } from "./experiment.ts";
import { phaseStart } from "./phase.ts";
import type { TrainingState } from "./state.ts";

type EpochSetup = Pick<ActivePhase, "dataset" | "batchSize" | "seed">;

/** The batches of an epoch in their order: a function of the seed and the number of the epoch. */
export const epochAt = ({ dataset, batchSize, seed }: EpochSetup, number: number): Epoch =>
  dataset.epoch("train", { batchSize, rng: createRng(seed).stream(`epoch ${number}`) });

/**
 * Checks whether a training of these phases can go on from a state: its phase and batch are there,
 * and its optimiser is the one of that phase.
 */
export const continuable =
  (phases: readonly ActivePhase[], setup: EpochSetup): CheckState =>
  (state) => {
    const found = placeProblem(state, phases, setup) ?? optimizerProblem(state, phases);
    return found && { expected: found[0], got: found[1] };
  };

type Found = readonly [expected: string, got: string] | undefined;

const placeProblem = (
  state: TrainingState,
  phases: readonly ActivePhase[],
  setup: EpochSetup,
): Found => {
  const { index, step, epoch } = phaseStart(state);
  if (index >= phases.length) return [`one of ${phases.length} phases`, `phase ${index + 1}`];
  if (step > state.step || epoch > state.epoch) {
    return ["a phase that has begun", `one of step ${step} at step ${state.step}`];
  }
  const batches = epochAt(setup, state.epoch).length;
  if (state.index > batches) return [`at most ${batches} batches of an epoch`, `${state.index}`];
  return undefined;
};

/** Compares with the state in which the phase begins: it may only have more. */
const optimizerProblem = (state: TrainingState, phases: readonly ActivePhase[]): Found => {
  const phase = phases[phaseStart(state).index] as ActivePhase;
  const { tensors, numbers } = phase.update.init(phase);
  const shapeOf = (of: typeof tensors, name: string) => {
    const tensor = of.get(name);
    return tensor && `${tensor.dtype} [${tensor.shape}]`;
  };
  try {
    for (const name of tensors.keys()) {
      const [expected, got] = [shapeOf(tensors, name), shapeOf(state.optimizer.tensors, name)];
      if (expected !== got) return [`"${name}" of the optimiser, ${expected}`, got ?? "none"];
    }
    const absent = Object.keys(numbers).find((key) => !Object.hasOwn(state.optimizer.numbers, key));
    return absent === undefined ? undefined : [`"${absent}" of the optimiser`, "none"];
  } finally {
    for (const tensor of tensors.values()) tensor.dispose();
  }
};
