import {
  type Dataset,
  type Evaluation,
  evaluate,
  iwaeBeside,
  type Model,
  type Objective,
  type Split,
  type SplitAccount,
} from "@textvae/core";
import { type UnigramScore, unigram } from "@textvae/text";
import { unwatched, type Watch } from "./watch.ts";

/** Numbers of a split beside what must be beaten. */
export interface Scores {
  readonly split: Split;
  /** What the dataset says of the split. */
  readonly account?: SplitAccount;
  /** One entry per estimator. */
  readonly evaluations: readonly Evaluation[];
  /** What the split holds. */
  readonly items: "sentences" | "documents";
  /** The unigram model of train on the same split; absent where there is no train. */
  readonly unigram?: UnigramScore;
}

export interface ScoreOptions {
  readonly model: Model;
  readonly dataset: Dataset;
  readonly split: Split;
  /** The objective that a plan evaluates with. */
  readonly objective: Objective;
  /** K of a further importance-weighted estimate. */
  readonly samples?: number | undefined;
  readonly seed: number;
  readonly watch?: Watch;
  readonly signal?: AbortSignal;
}

/** Scores a split with the plan's estimator and, when asked, with IW-K. */
export const score = async (options: ScoreOptions): Promise<Scores> => {
  const { dataset, split, samples, objective, watch = unwatched, ...rest } = options;
  const objectives = [
    objective,
    ...(samples === undefined ? [] : [iwaeBeside(objective, { samples })]),
  ];
  const evaluations: Evaluation[] = [];
  for (const [i, chosen] of objectives.entries()) {
    const what = i === 0 ? `scoring ${split}` : `IW-${samples}`;
    const run = (onProgress: (done: number) => void) =>
      evaluate({ ...rest, dataset, split, objective: chosen, onProgress });
    evaluations.push(await watch(what, run));
  }
  const countable = dataset.provides.includes("text") || dataset.provides.includes("counts_BV");
  const anchored = countable && dataset.splits.includes("train");
  return {
    split,
    items: kindOfItems(dataset),
    ...(dataset.account?.[split] && { account: dataset.account[split] }),
    evaluations,
    ...(anchored && { unigram: unigram(dataset, split) }),
  };
};

/** What a dataset holds, in words. */
export const kindOfItems = ({ provides }: Pick<Dataset, "provides">): Scores["items"] =>
  provides.includes("text") ? "sentences" : "documents";
