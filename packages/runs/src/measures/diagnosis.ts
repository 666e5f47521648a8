import { type Dataset, type Model, type Split, TextvaeError } from "@textvae/core";
import {
  type ActiveUnits,
  activeUnits,
  diagnoseCollapse,
  type Finding,
  type ImportanceWeighted,
  type Information,
  importanceWeightedNll,
  mutualInformation,
  type ProbedCodes,
  probeCodes,
  type SwapSensitivity,
  swapSensitivity,
} from "@textvae/diagnostics";
import type { Scores } from "./scores.ts";
import type { Watch } from "./watch.ts";

/** What is measured beside the likelihood. */
export interface Measures {
  /** IW-K, of all items or of some random ones. */
  readonly weighted?: { readonly samples: number; readonly items?: number };
  readonly information?: boolean;
  readonly activeUnits?: boolean;
  readonly swaps?: boolean;
  readonly probes?: boolean;
}

/** What a run's codes are worth, each number with its estimator. */
export interface Diagnosis {
  readonly split: Split;
  readonly weighted?: ImportanceWeighted;
  /** One entry per estimator. */
  readonly information: readonly Information[];
  readonly activeUnits?: ActiveUnits;
  readonly swaps?: readonly SwapSensitivity[];
  readonly probes?: ProbedCodes;
  readonly findings: readonly Finding[];
  /** What could not be measured of this model, and why. */
  readonly unavailable: readonly { readonly measure: string; readonly reason: string }[];
}

export interface DiagnoseOptions {
  readonly dataset: Dataset;
  readonly split: Split;
  readonly seed: number;
  readonly scores: Scores;
  readonly measures: Measures;
  readonly watch: Watch;
}

/** Measures what is asked for; what the model has no means for is left out with its reason. */
export const diagnose = async (
  model: Model,
  { dataset, split, seed, scores, measures, watch }: DiagnoseOptions,
): Promise<Diagnosis> => {
  const unavailable: { measure: string; reason: string }[] = [];
  const attempt = async <T>(
    measure: string,
    wanted: boolean | undefined,
    run: (onProgress: (done: number) => void) => Promise<T>,
  ) => {
    if (!wanted) return undefined;
    try {
      return await watch(measure, run);
    } catch (error) {
      if (!(error instanceof TextvaeError) || error.code !== "CAPABILITY") throw error;
      unavailable.push({ measure, reason: error.message });
      return undefined;
    }
  };

  const source = { model, dataset, split, seed };
  const weighted = await attempt(
    "importance-weighted NLL",
    measures.weighted !== undefined,
    (onProgress) => importanceWeightedNll({ ...source, ...measures.weighted, onProgress }),
  );
  const information = await attempt(
    "mutual information",
    measures.information,
    async (onProgress) => [
      await mutualInformation({ ...source, onProgress }),
      await mutualInformation({ ...source, mixture: "within batch" }),
    ],
  );
  const units = await attempt("active units", measures.activeUnits, () => activeUnits(source));
  const spoken = measures.swaps && dataset.provides.includes("text");
  const swaps = await attempt("word swaps", spoken, () => swapSensitivity(source));
  const probes = await attempt("probes", measures.probes, () =>
    probeCodes({ model, dataset, split, seed }),
  );
  return {
    split,
    ...(weighted && { weighted }),
    information: information ?? [],
    ...(units && { activeUnits: units }),
    ...(swaps && { swaps }),
    ...(probes && { probes }),
    findings: findingsOf(scores, information?.[0], units),
    unavailable,
  };
};

const findingsOf = (
  { evaluations: [first], unigram }: Scores,
  information: Information | undefined,
  units: ActiveUnits | undefined,
): Finding[] => {
  if (!first?.estimator.bound || first.divergenceName === undefined) return [];
  return diagnoseCollapse({
    kl: first.divergence,
    reconstruction: first.reconstruction,
    ...(unigram && { unigram: unigram.natsPerSentence }),
    ...(information && {
      mutualInformation: information.mutualInformation,
      cap: information.cap,
    }),
    ...(units && { activeUnits: units.active }),
  });
};
