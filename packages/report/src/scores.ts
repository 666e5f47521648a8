import type { Evaluation } from "@textvae/core";
import type { Scores } from "@textvae/runs/measures";
import type { UnigramScore } from "@textvae/text";
import { cutLine, unknownShare } from "./account.ts";
import { formatted } from "./numbers.ts";
import { ratesLines } from "./rates.ts";

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
  const rates = ratesLines(evaluations, account).map((line) => `  ${line}`);
  return [head, ...cut, ...table, legend, ...rates, ...perDocument].join("\n");
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
