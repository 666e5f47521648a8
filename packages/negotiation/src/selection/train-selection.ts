import {
  assemble,
  type Dataset,
  type Evaluation,
  evaluate,
  type Model,
  train,
} from "@textvae/core";
import type { DialogueDataset } from "@textvae/dataset-dialogue";
import type { Run } from "@textvae/run-format";
import type { Chooser } from "../game/index.ts";
import { selectionDataset } from "./selection-dataset.ts";
import { modelChooser, selectionAccuracy, selectionExperiment } from "./selection-model.ts";

export interface TrainSelectionOptions {
  readonly dataset: DialogueDataset;
  /** Opens the run in which the model is kept. */
  readonly run: (dataset: Dataset) => Promise<Run>;
  readonly seed: number;
  /** Updates after which training ends. */
  readonly steps: number;
  /** What the chooser adds up. */
  readonly readings: "both" | "own";
  /** On which it is evaluated in the end. */
  readonly split: "valid" | "test";
  /** Told of each evaluation on valid. */
  readonly tell: (event: {
    readonly kind: "selection";
    readonly step: number;
    readonly evaluation: Evaluation;
  }) => void;
  readonly signal?: AbortSignal;
}

/** Who writes down what each side gets, and how well on held-out dialogues. */
export interface Selection {
  readonly model: Model;
  readonly chooser: Chooser;
  readonly choices: { readonly accuracy: number; readonly evaluation: Evaluation };
}

/**
 * Trains the model of choices on what people wrote down, or goes on where it was stopped. Undefined
 * when it is stopped again.
 *
 * @example
 * const selection = await trainSelection({ dataset, run, seed: 1, steps: 600, readings: "both", split: "test", tell });
 */
export const trainSelection = async ({
  dataset: { dialogues, vocabulary },
  run: open,
  seed,
  steps,
  readings,
  split,
  tell,
  signal,
}: TrainSelectionOptions): Promise<Selection | undefined> => {
  const dataset = selectionDataset({ dialogues, vocabulary });
  const experiment = selectionExperiment();
  const { parts, objective } = experiment;
  const model = assemble(parts, { dataset, objective, seed });
  try {
    const run = await open(dataset);
    const evaluateEvery = Math.ceil(steps / 4);
    const every = { evaluateEvery, logEvery: evaluateEvery };
    const on = { model, dataset, run, seed, until: { steps }, ...every };
    for await (const event of train({ ...experiment, ...on, ...(signal && { signal }) })) {
      if (event.kind !== "evaluation") continue;
      tell({ kind: "selection", step: event.step, evaluation: event.evaluation });
    }
    if (signal?.aborted) {
      model.dispose();
      return undefined;
    }
    await run.loadWeights(model.parameters);
    const evaluation = await evaluate({ ...experiment, model, dataset, split });
    const chooser = modelChooser(model, { readings });
    const accuracy = await selectionAccuracy(chooser, dialogues[split] ?? []);
    return { model, chooser, choices: { accuracy, evaluation } };
  } catch (error) {
    model.dispose();
    throw error;
  }
};
