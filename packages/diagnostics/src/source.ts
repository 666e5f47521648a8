import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import {
  type Batch,
  type Context,
  createRng,
  type Dataset,
  type Distribution,
  evaluating,
  type Model,
  posteriorOf,
  type Split,
  TextvaeError,
  withCondition,
} from "@textvae/core";
import { namedOptions } from "@textvae/core/internals";
import type { Elsewhere } from "./elsewhere.ts";
import { givenModel, type ItemsBySplit, type ModelFacts } from "./given-model.ts";
import { describe } from "./given-rows.ts";

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

/** What is left to choose of a measure once its codes or posteriors are handed over. */
export type Measure<Options> = Omit<Options, "model" | "dataset" | "split" | "batchSize">;

/** A model's source as it is, or one of codes and posteriors from elsewhere, with the options of both. */
export const sourceOf = <Options extends Source>(
  where: string,
  from: Options | Elsewhere,
  asked: Measure<Options> & ModelFacts,
): Options => {
  const { prior, logLikelihood, ...options } = namedOptions(`${where}, options`, asked);
  if (asksModel<Options>(where, from)) return { ...from, ...options };
  const known = givenModel(where, { test: { codes: from } }, { prior, logLikelihood });
  return { ...options, ...known, split: "test" } as unknown as Options;
};

/** As {@link sourceOf}, where several splits are asked about. */
export const splitsOf = <Options extends Pick<Source, "model" | "dataset">>(
  where: string,
  from: Options | ItemsBySplit,
  options: Omit<Options, "model" | "dataset">,
): Options => {
  namedOptions(`${where}, options`, options);
  if (asksModel<Options>(where, from)) return { ...from, ...options };
  const { model, dataset } = givenModel(where, from);
  return { ...options, model, dataset } as unknown as Options;
};

/** Whether a model is asked, or what came from elsewhere. */
export const asksModel = <Options extends Pick<Source, "model" | "dataset">>(
  where: string,
  from: unknown,
): from is Options => {
  if (typeof from !== "object" || from === null || !("model" in from || "dataset" in from)) {
    return false;
  }
  const { model, dataset } = from as Partial<Source>;
  if (typeof model?.parts === "object" && typeof dataset?.epoch === "function") return true;
  throw new TextvaeError("OPTION", where, {
    expected: "a model and a dataset, { model, dataset }",
    got: `model ${describe(model)}, dataset ${describe(dataset)}`,
  });
};

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
      const context = withCondition(model, batch, evaluating(rng));
      return [...measure({ index, batch, context, q: posteriorOf(model, batch, context) })];
    });
    const values = await Promise.all(tensors.map((tensor) => tensor.data()));
    for (const tensor of tensors) tensor.dispose();
    for (const [at, { rank }] of tensors.entries()) {
      checkNumbers(
        `posteriors of ${split}, batch ${index}`,
        values[at] as Float32Array,
        rank === 2,
      );
    }
    read(values as Float32Array[], batch);
    onProgress?.((index + 1) / epoch.length);
  }
};

/** Codes are finite; the logarithm of a density may be −∞, where there is none. */
const checkNumbers = (where: string, values: Float32Array, codes: boolean): void => {
  const bad = values.findIndex((value) => (codes ? !Number.isFinite(value) : Number.isNaN(value)));
  if (bad < 0) return;
  throw new TextvaeError("NON_FINITE", where, {
    expected: codes ? "codes of finite numbers" : "numbers",
    got: String(values[bad]),
    hint: "Look at the parameters of the posteriors, or at the weights that made them.",
  });
};
