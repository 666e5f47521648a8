import type { Evaluation, Storage } from "@textvae/core";

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

export const readHistory = async (storage: Storage): Promise<History> => {
  const metrics = await readLines(storage, "metrics.jsonl");
  const timings = await readLines(storage, "timings.jsonl");
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
  return { ...point, perToken: (reconstruction * items) / tokens };
};

// A process killed while it wrote may leave half a line.
const readLines = async (storage: Storage, path: string): Promise<Point[]> => {
  if (!(await storage.exists(path))) return [];
  const lines = new TextDecoder().decode(await storage.read(path)).split("\n");
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Point];
    } catch {
      return [];
    }
  });
};
