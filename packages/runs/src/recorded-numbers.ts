import type { Evaluation } from "@textvae/core";
import { sha256, type TrainedWeights } from "@textvae/run-format";
import { bestOfLastPhase } from "./best-of-last-phase.ts";
import { readAccount } from "./kept-account.ts";
import { type Rates, ratesOf } from "./rates.ts";
import type { Source } from "./source.ts";

/** Numbers of a checkpoint as they were recorded, with its step. */
export interface RecordedNumbers extends Evaluation {
  readonly step: number;
  /** Its nats by tokens, words and bytes, where these are known. */
  readonly rates?: Rates;
}

/**
 * What a run has recorded of the weights of one checkpoint: its evaluations in `metrics.jsonl`, and
 * those that `textvae diagnose` kept of the very same weights. The last of each split and estimator counts.
 */
export const recordedNumbers = async (
  source: Source,
  { step, folder }: Pick<TrainedWeights, "step" | "folder">,
): Promise<readonly RecordedNumbers[]> => {
  const found = (await evaluationsIn(source)).filter((line) => line.step === step).map(numbersOf);
  const diagnosis = parsed(await textOf(source, "diagnostics.json")) as Diagnosis | undefined;
  const of = diagnosis?.checkpoint;
  if (of?.step === step && Array.isArray(diagnosis?.scores?.evaluations)) {
    const weights = await sha256(await source.read(`${folder}/weights.safetensors`));
    if (of.sha256 === weights) {
      const measured = diagnosis.scores.evaluations.map((one) => ({ ...one, step }));
      found.push(...measured.filter(isEvaluation).map(numbersOf));
    }
  }
  const latest = new Map(found.map((one) => [`${one.split} ${one.estimator.name}`, one]));
  const account = await readAccount(source);
  return [...latest.values()].map((one) => {
    const held = account[one.split];
    return held ? { ...one, rates: ratesOf(one, held) } : one;
  });
};

/** The best evaluation that a run has recorded while it was trained, of those whose phase is its last. */
export const bestRecorded = async (source: Source): Promise<RecordedNumbers | undefined> => {
  const best = bestOfLastPhase(await evaluationsIn(source));
  return best && numbersOf(best);
};

const evaluationsIn = async (source: Source): Promise<RecordedNumbers[]> =>
  (await textOf(source, "metrics.jsonl")).split("\n").map(parsed).filter(isEvaluation);

interface Diagnosis {
  readonly checkpoint?: { readonly step?: number; readonly sha256?: string };
  readonly scores?: { readonly evaluations?: readonly Evaluation[] };
}

const textOf = async (source: Source, path: string): Promise<string> =>
  (await source.exists(path)) ? new TextDecoder().decode(await source.read(path)) : "";

/** Undefined for what is no JSON, such as the last line of a process that was killed. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isEvaluation = (line: unknown): line is RecordedNumbers => {
  const one = line as Partial<RecordedNumbers> | null | undefined;
  const numbers = [one?.step, one?.items, one?.nll, one?.ppl, one?.divergence];
  const told = typeof one?.split === "string" && typeof one.estimator?.name === "string";
  return told && numbers.every((value) => typeof value === "number");
};

/** A line of metrics without what only training needs. */
const numbersOf = (line: RecordedNumbers): RecordedNumbers => {
  const { step, split, items, tokens, nll, ppl, pplPerItem, reconstruction, divergence } = line;
  const { divergenceName, estimator } = line;
  return {
    ...{ step, split, items, tokens, nll, ppl, pplPerItem, reconstruction, divergence },
    ...(divergenceName !== undefined && { divergenceName }),
    estimator,
  };
};
