import { createHash } from "node:crypto";
import { type Dataset, type Model, type Split, type Storage, TextvaeError } from "@textvae/core";
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
import { z } from "zod";
import type { Scores } from "./evaluation.ts";
import { parseRecord } from "./storage/records.ts";
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

/** What `diagnostics.json` holds. */
export interface StoredDiagnosis extends Diagnosis {
  readonly checkpoint: { readonly step: number; readonly sha256: string };
  readonly scores: Scores;
}

const FILE = "diagnostics.json";
const PLACE = {
  file: FILE,
  code: "STORAGE",
  hint: "Remove it, or write it anew with textvae diagnose.",
} as const;

/** What others read of it. */
const storedDiagnosis = z.looseObject({
  checkpoint: z.looseObject({ step: z.int().min(0), sha256: z.string() }),
  split: z.string(),
  information: z.array(z.looseObject({ mutualInformation: z.number(), estimator: z.string() })),
  weighted: z
    .looseObject({
      nll: z.number(),
      items: z.number(),
      estimator: z.looseObject({ name: z.string() }),
    })
    .optional(),
  activeUnits: z.looseObject({ active: z.number(), units: z.number() }).optional(),
});

/** Keeps a diagnosis in the run with the hash of the weights it speaks of. */
export const storeDiagnosis = async (
  { storage, step }: { readonly storage: Storage; readonly step: number },
  diagnosis: Diagnosis,
  scores: Scores,
): Promise<StoredDiagnosis> => {
  const sha256 = (await weightsHash(storage, step)) ?? "";
  const stored = { checkpoint: { step, sha256 }, scores, ...diagnosis };
  await storage.write(FILE, new TextEncoder().encode(`${JSON.stringify(stored, null, 2)}\n`));
  return stored;
};

/**
 * The diagnosis of a run; undefined without one, or when its checkpoint is there no more. Throws
 * `STORAGE` for a file of other content.
 */
export const readDiagnosis = async (storage: Storage): Promise<StoredDiagnosis | undefined> => {
  if (!(await storage.exists(FILE))) return undefined;
  const text = new TextDecoder().decode(await storage.read(FILE));
  const stored = parseRecord<StoredDiagnosis>(storedDiagnosis, text, PLACE);
  const { step, sha256 } = stored.checkpoint;
  return (await weightsHash(storage, step)) === sha256 ? stored : undefined;
};

const weightsHash = async (storage: Storage, step: number): Promise<string | undefined> => {
  const names = await storage.list("checkpoints");
  const folder = names.find((name) => Number(name) === step);
  if (folder === undefined) return undefined;
  const weights = await storage.read(`checkpoints/${folder}/weights.safetensors`);
  return createHash("sha256").update(weights).digest("hex");
};
