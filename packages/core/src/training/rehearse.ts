import { tidy } from "@tensorflow/tfjs-core";
import type { Batch } from "../contracts/batch.ts";
import type { Dataset, Split } from "../contracts/dataset.ts";
import type { Objective } from "../contracts/objective.ts";
import { checkObjectives } from "../model/compatibility.ts";
import type { Model } from "../model/model.ts";
import { heldTerms } from "../objectives/held-terms.ts";
import { createRng } from "../random/rng.ts";
import { phasesOf } from "./phase.ts";
import type { TrainOptions } from "./train-options.ts";

const rehearsed = new WeakMap<Model, Record<"train" | "valid", Set<object>>>();

/**
 * Computes once, before anything is trained or written, what a training asks for only later: the
 * objectives of its later phases, its evaluation, and what update rules do beside. It takes the
 * smallest batches that the dataset makes, since some objectives can't do with those, and noise of
 * its own, so that the training goes as it would without. `train` does it at its beginning.
 *
 * @throws {TextvaeError} what would be thrown later, with the hint that is of use now.
 *
 * @example
 * rehearse({ ...experiment, model, dataset, seed: 1 });
 */
export const rehearse = (experiment: Omit<TrainOptions, "run">): void => {
  const { model, dataset, batchSize } = experiment;
  const phases = phasesOf(experiment);
  checkObjectives(
    model.parts,
    phases.flatMap(({ objective, evaluation }) => [objective, evaluation]),
  );
  const done = rehearsed.get(model) ?? { train: new Set(), valid: new Set() };
  rehearsed.set(model, done);
  const once = (part: object, split: "train" | "valid", compute: (batch: Batch) => void): void => {
    if (done[split].has(part)) return;
    tidy(() => compute(leftOver(dataset, split, batchSize)));
    done[split].add(part);
  };
  const terms = (objective: Objective, split: "train" | "valid"): void =>
    once(objective, split, (batch) => {
      const context = { rng: createRng(0), training: split === "train", step: 0 };
      heldTerms(objective, objective.terms(model, batch, context), batch);
    });
  for (const phase of phases) {
    terms(phase.objective, "train");
    terms(phase.evaluation, "valid");
    once(phase.update, "valid", (batch) => phase.update.rehearse?.(phase, batch));
  }
};

/** The last batch in the order of a corpus, in which the items are that are left over. */
const leftOver = (dataset: Dataset, split: Split, batchSize: number): Batch => {
  const epoch = dataset.epoch(split, { batchSize });
  return epoch.at(epoch.length - 1);
};
