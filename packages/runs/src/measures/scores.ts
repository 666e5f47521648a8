import {
  type Dataset,
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  joinShards,
  type Model,
  type Objective,
  type Shard,
  type ShardScores,
  type Split,
  type SplitAccount,
  scoreShard,
  summarise,
} from "@textvae/core";
import { iwaeBeside } from "@textvae/objectives";
import { type UnigramScore, unigram } from "@textvae/text";
import { type Rates, ratesOf } from "../rates.ts";
import { unwatched, type Watch } from "./watch.ts";

/** Numbers of a split beside what must be beaten. */
export interface Scores {
  readonly split: Split;
  /** What the dataset says of the split. */
  readonly account?: SplitAccount;
  /** One entry per estimator. */
  readonly evaluations: readonly Evaluation[];
  /** The nats of each by tokens, words and bytes. */
  readonly rates?: readonly Rates[];
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
  const evaluations = await inTurn(options, (asked) => evaluate(asked));
  return scoresOf(options, evaluations);
};

/** What one of several shards of {@link score} finds, one entry per estimator. */
export const scoreSplitShard = (
  options: ScoreOptions,
  shard: Shard,
): Promise<readonly ShardScores[]> => inTurn(options, (asked) => scoreShard(asked, shard));

/** What {@link score} gives, of all its shards in their order. */
export const joinScores = (
  options: Pick<ScoreOptions, "dataset" | "split">,
  shards: readonly (readonly ShardScores[])[],
): Scores => {
  const [first = []] = shards;
  const of = (i: number) => shards.map((shard) => shard[i] as ShardScores);
  return scoresOf(
    options,
    first.map((_, i) => summarise(joinShards(of(i)))),
  );
};

/** Does something with each estimator that is asked for. */
const inTurn = async <T>(
  { samples, objective, watch = unwatched, ...rest }: ScoreOptions,
  act: (options: EvaluateOptions) => Promise<T>,
): Promise<T[]> => {
  const objectives = [
    objective,
    ...(samples === undefined ? [] : [iwaeBeside(objective, { samples })]),
  ];
  const found: T[] = [];
  for (const [i, chosen] of objectives.entries()) {
    const what = i === 0 ? `scoring ${rest.split}` : `IW-${samples}`;
    const run = (onProgress: (done: number) => void) =>
      act({ ...rest, objective: chosen, onProgress });
    found.push(await watch(what, run));
  }
  return found;
};

const scoresOf = (
  { dataset, split }: Pick<ScoreOptions, "dataset" | "split">,
  evaluations: readonly Evaluation[],
): Scores => {
  const countable = dataset.provides.includes("text") || dataset.provides.includes("counts_BV");
  const anchored = countable && dataset.splits.includes("train");
  const account = dataset.account?.[split];
  return {
    split,
    items: kindOfItems(dataset),
    ...(account && { account }),
    evaluations,
    rates: evaluations.map((one) => ratesOf(one, account)),
    ...(anchored && { unigram: unigram(dataset, split) }),
  };
};

/** What a dataset holds, in words. */
export const kindOfItems = ({ provides }: Pick<Dataset, "provides">): Scores["items"] =>
  provides.includes("text") ? "sentences" : "documents";
