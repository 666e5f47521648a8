import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import {
  type Batch,
  type Context,
  createRng,
  type Dataset,
  type Distribution,
  type Model,
  posteriorOf,
  type Split,
  withCondition,
} from "@textvae/core";

/** A model and the held-out items it is asked about. */
export interface Source {
  readonly model: Model;
  readonly dataset: Dataset;
  readonly split: Split;
  /** Items encoded at once. Default 32. */
  readonly batchSize?: number;
  /** Seeds the samples: the same seed gives the same numbers. Default 0. */
  readonly seed?: number;
  /** Told after each batch how much is done, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

/** The posteriors of one batch, alive while they are measured. */
export interface Visit {
  readonly index: number;
  readonly batch: Batch;
  readonly context: Context;
  readonly q: Distribution;
}

/**
 * Encodes every item of a split once, in a fixed order. `measure` runs in a `tidy` and returns
 * tensors of any shape; `read` is given their values.
 */
export const visitPosteriors = async (
  { model, dataset, split, batchSize = 32, seed = 0, onProgress }: Source,
  measure: (visit: Visit) => readonly Tensor[],
  read: (values: readonly Float32Array[], batch: Batch) => void,
): Promise<void> => {
  const rng = createRng(seed).stream("diagnostics");
  const epoch = dataset.epoch(split, { batchSize });
  for (let index = 0; index < epoch.length; index++) {
    const batch = epoch.at(index);
    const tensors = tidy(() => {
      const context = withCondition(model, batch, { rng, training: false, step: 0 });
      return [...measure({ index, batch, context, q: posteriorOf(model, batch, context) })];
    });
    const values = await Promise.all(tensors.map((tensor) => tensor.data()));
    for (const tensor of tensors) tensor.dispose();
    read(values as Float32Array[], batch);
    onProgress?.((index + 1) / epoch.length);
  }
};
