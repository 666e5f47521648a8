import type { Dataset, Evaluation } from "@textvae/core";
import { describeFinding, diagnoseCollapse, type Finding } from "@textvae/diagnostics";
import { unigram } from "@textvae/text";

/**
 * Watches the evaluations of a run and says in a line what is wrong with its codes, once for as
 * long as it stays so. Silent where reconstruction and divergence don't add up to a bound: there
 * the divergence is no KL that could vanish, or not of the code that is decoded.
 */
export const watchCollapse = (dataset: Dataset): ((evaluation: Evaluation) => string[]) => {
  const earlierKl: number[] = [];
  let said = new Set<Finding["kind"]>();
  let anchor: number | undefined;

  return (evaluation) => {
    if (evaluation.divergenceName === undefined || !evaluation.estimator.bound) return [];
    anchor ??= unigramNats(dataset, evaluation);
    const { divergence: kl, reconstruction } = evaluation;
    const findings = diagnoseCollapse({
      kl,
      earlierKl,
      reconstruction,
      ...(anchor !== undefined && { unigram: anchor }),
    });
    const news = findings.filter(({ kind }) => !said.has(kind));
    said = new Set(findings.map(({ kind }) => kind));
    earlierKl.push(kl);
    return news.map((finding) => `doctor: ${describeFinding(finding)}`);
  };
};

const unigramNats = (dataset: Dataset, { split }: Evaluation): number | undefined =>
  dataset.provides.some((field) => field === "text" || field === "counts_BV")
    ? unigram(dataset, split).natsPerSentence
    : undefined;
