import {
  type Dataset,
  type Evaluation,
  evaluate,
  iwae,
  type Model,
  type Objective,
  type Split,
  type UnigramScore,
  unigram,
} from "@textvae/core";
import { formatted } from "./io.ts";

/** Numbers of a split beside what must be beaten. */
export interface Scores {
  readonly split: Split;
  /** One entry per estimator. */
  readonly evaluations: readonly Evaluation[];
  /** The unigram model on the same split; absent where the data is no text. */
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
  readonly onProgress?: (done: number) => void;
}

// Samples of an importance-weighted estimate decoded at once; bounds memory.
const CHUNK = 10;

/** Scores a split with the plan's estimator and, when asked, with IW-K. */
export const score = async (options: ScoreOptions): Promise<Scores> => {
  const { dataset, split, samples, objective } = options;
  const objectives = [
    objective,
    ...(samples === undefined ? [] : [iwae({ samples, chunk: Math.min(samples, CHUNK) })]),
  ];
  const evaluations: Evaluation[] = [];
  for (const chosen of objectives) {
    evaluations.push(await evaluate({ ...options, objective: chosen }));
  }
  const anchored = dataset.provides.includes("text") && dataset.splits.includes("train");
  return { split, evaluations, ...(anchored && { unigram: unigram(dataset, split) }) };
};

/** Every number with its estimator; one that is no bound says so. */
export const showScores = ({ split, evaluations, unigram }: Scores): string => {
  const [first] = evaluations;
  const head = `${split}: ${formatted(first?.items ?? 0)} sentences, ${formatted(first?.tokens ?? 0)} scored tokens`;
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
    estimator: `unigram model, exact${unigram.smoothing === "none" ? "" : `, ${unigram.smoothing} smoothing`}`,
  };
  const header = {
    nll: "NLL",
    ppl: "PPL",
    kl: "KL",
    reconstruction: "rec.",
    estimator: "estimator",
  };
  const table = [header, ...rows, ...(anchor ? [anchor] : [])].map(
    (row) =>
      `  ${row.nll.padStart(9)} ${row.ppl.padStart(10)} ${row.kl.padStart(8)} ${row.reconstruction.padStart(9)}  ${row.estimator}`,
  );
  return [head, ...table, "  nats per sentence; PPL = exp(total nats / scored tokens)"].join("\n");
};
