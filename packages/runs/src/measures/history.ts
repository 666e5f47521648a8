import type { Evaluation, Storage } from "@textvae/core";
import { checks } from "@textvae/run-format";
import { parseWritten } from "../record/written.ts";

const { aCount, aNumber, aText, aTruth, fields } = checks;

/** A line of metrics.jsonl or timings.jsonl. */
export interface Point {
  readonly step: number;
  readonly [name: string]: unknown;
}

/** What a run has recorded, in the order of its steps. */
export interface History {
  readonly training: readonly Point[];
  readonly evaluations: readonly Point[];
  readonly timings: readonly Point[];
}

/**
 * The history of a run. Throws `STORAGE` for a line of metrics.jsonl that is none; of timings,
 * whole lines count.
 */
export const readHistory = async (storage: Storage): Promise<History> => {
  const metrics = await readMetrics(storage);
  const timings = timingsIn((await linesOf(storage, "timings.jsonl")).join("\n"));
  // Steps that were repeated after a crash stand twice; the last time counts.
  const latest = new Map(timings.map((point) => [point.step, point]));
  return {
    training: metrics.filter(({ kind }) => kind === "train"),
    evaluations: metrics.filter(({ kind }) => kind === "evaluation").map(withPerToken),
    timings: [...latest.values()].sort((a, b) => a.step - b.step),
  };
};

/** An evaluation with its reconstruction in nats per scored token, as training records it. */
const withPerToken = (point: Point): Point => {
  const { reconstruction, items, tokens } = point as unknown as Evaluation;
  // JSON has no infinity: null is a perplexity beyond all numbers.
  const ppl = point.ppl ?? Number.POSITIVE_INFINITY;
  return { ...point, ppl, perToken: (reconstruction * items) / tokens };
};

const estimator = fields({ name: aText, bound: aTruth });
const byKind: Readonly<Record<string, checks.Check>> = {
  train: fields({
    step: aCount,
    loss: aNumber,
    reconstruction: aNumber,
    divergence: aNumber,
    perToken: aNumber,
  }),
  evaluation: fields({
    step: aCount,
    items: aNumber,
    tokens: aNumber,
    nll: aNumber,
    // null is a perplexity beyond all numbers
    ppl: (value, path) => (value === null ? undefined : aNumber(value, path)),
    reconstruction: aNumber,
    divergence: aNumber,
    estimator,
  }),
};
const ofAnyKind = fields({ kind: aText, step: aCount });
const metricsLine: checks.Check = (value, path) =>
  ofAnyKind(value, path) ?? byKind[(value as { readonly kind: string }).kind]?.(value, path);
const timingsLine = fields({ step: aCount, tokensPerSecond: aNumber });

/** The lines of a file without the last where a killed process left half of it. */
const linesOf = async (storage: Storage, path: string): Promise<string[]> => {
  if (!(await storage.exists(path))) return [];
  return new TextDecoder()
    .decode(await storage.read(path))
    .split("\n")
    .slice(0, -1);
};

const HINT = "Restore the line, or go on without it: textvae train --resume last-good.";

const readMetrics = async (storage: Storage): Promise<Point[]> =>
  (await linesOf(storage, "metrics.jsonl")).map((line, i) => {
    const file = `metrics.jsonl, line ${i + 1}`;
    return parseWritten<Point>(metricsLine, line, { file, code: "STORAGE", hint: HINT });
  });

/** The timings in a text; no number but a speed depends on them, so that all others are left out. */
export const timingsIn = (text: string): Point[] =>
  text.split("\n").flatMap((line) => {
    try {
      const point: unknown = JSON.parse(line);
      return timingsLine(point, "") ? [] : [point as Point];
    } catch {
      return [];
    }
  });
