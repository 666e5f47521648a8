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
import { cutLine, unknownShare } from "./data/account.ts";
import { formatted } from "./io.ts";
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
    items: itemsOf(dataset),
    ...(dataset.account?.[split] && { account: dataset.account[split] }),
    evaluations,
    ...(anchored && { unigram: unigram(dataset, split) }),
  };
};

/** What a dataset holds, in words. */
export const itemsOf = ({ provides }: Pick<Dataset, "provides">): Scores["items"] =>
  provides.includes("text") ? "sentences" : "documents";

/** Every number with its estimator; one that is no bound says so. */
export const showScores = ({ split, items, account, evaluations, unigram }: Scores): string => {
  const [first] = evaluations;
  const head = `${split}: ${formatted(first?.items ?? 0)} ${items}, ${formatted(first?.tokens ?? 0)} scored tokens${account ? unknownShare(account) : ""}`;
  const rows = evaluations.map(({ nll, ppl, divergence, reconstruction, estimator }) => ({
    nll: formatted(nll, 2),
    ppl: formatted(ppl, 2),
    kl: formatted(divergence, 2),
    reconstruction: formatted(reconstruction, 2),
    estimator: estimator.bound ? estimator.name : `${estimator.name} (not a bound)`,
  }));
  const anchor = unigram && {
    nll: formatted(unigram.natsPerSentence, 2),
    ppl: formatted(unigram.perplexity, 2),
    kl: "",
    reconstruction: "",
    estimator: unigramName(unigram),
  };
  const header = {
    nll: "NLL",
    ppl: "PPL",
    kl: divergenceLabel(evaluations),
    reconstruction: "rec.",
    estimator: "estimator",
  };
  const table = [header, ...rows, ...(anchor ? [anchor] : [])].map(
    (row) =>
      `  ${row.nll.padStart(9)} ${row.ppl.padStart(10)} ${row.kl.padStart(8)} ${row.reconstruction.padStart(9)}  ${row.estimator}`,
  );
  const legend = `  nats per ${items.slice(0, -1)}; PPL = exp(total nats / scored tokens)`;
  const perDocument = items === "documents" ? [`  ${meanPerDocument(evaluations, unigram)}`] : [];
  const cut = account ? cutLine(account).map((line) => `  ${line}`) : [];
  return [head, ...cut, ...table, legend, ...perDocument].join("\n");
};

/** What the divergences of evaluations are called, e.g. `KL`, or `MMD/KL` in that order. */
export const divergenceLabel = (evaluations: readonly Evaluation[]): string =>
  [...new Set(evaluations.map(({ divergenceName = "KL" }) => divergenceName))].join("/") || "KL";

/** The estimator of the unigram model's numbers. */
export const unigramName = ({ smoothing }: UnigramScore): string =>
  `unigram model, exact${smoothing === "none" ? "" : `, ${smoothing} smoothing`}`;

/** The perplexity of document models: exp(mean over documents of nats / words). */
export const meanPerDocument = (
  evaluations: readonly Evaluation[],
  unigram: UnigramScore | undefined,
): string => {
  const models = evaluations.map(({ pplPerItem }) => formatted(pplPerItem, 2)).join(", ");
  const anchor = unigram ? `; unigram model ${formatted(unigram.perplexityPerItem, 2)}` : "";
  return `PPL as a mean per document: ${models}${anchor}`;
};
