import { rmSync } from "node:fs";
import { join } from "node:path";
import { median, type Training, type TrainOptions, trainOnce } from "./training.ts";

/** A size, and what its starts took: medians over runs. */
export interface Row {
  readonly sentences: number;
  readonly bytes: number;
  readonly start: number;
  readonly peak: number;
  readonly firstStep: number;
  readonly tokensPerSecond: number;
}

export interface Starts extends Omit<TrainOptions, "run" | "data"> {
  readonly folder: string;
  readonly starts: number;
  readonly runs: number;
}

/** What of a size is measured. */
export interface Text {
  readonly data: string;
  readonly sentences: number;
  readonly bytes: number;
}

const WIDTHS = [10, 6, 6, 8, 12, 10];
const cells = (values: readonly unknown[]) =>
  values.map((value, i) => String(value).padStart(WIDTHS[i] as number)).join(" ");

export const HEADING = `${cells(["sentences", "MB", "start", "peak MB", "first step s", "tokens/s"])}  error`;

/** Trains so many times from nothing, each time twice or more, and prints each; gives the medians. */
export const measureStarts = async (text: Text, how: Starts): Promise<Row[]> => {
  const found = Array.from({ length: how.starts }, (): Training[] => []);
  for (let run = 1; run <= how.runs; run++) {
    rmSync(join(text.data, ".textvae"), { recursive: true, force: true });
    for (const [i, trainings] of found.entries()) {
      const name = `run-${text.sentences}-${run}-${i}`;
      const training = await trainOnce({ ...how, data: text.data, run: join(how.folder, name) });
      trainings.push(training);
      console.log(`${lineOf(rowOf(text, i + 1, [training]))}  ${training.error}`);
    }
  }
  const rows = found.map((trainings, i) => rowOf(text, i + 1, trainings));
  if (how.runs > 1) for (const row of rows) console.log(`${lineOf(row)}  median of ${how.runs}`);
  return rows;
};

const rowOf = ({ sentences, bytes }: Text, start: number, trainings: readonly Training[]): Row => ({
  ...{ sentences, bytes, start },
  peak: median(trainings.map(({ peak }) => peak)),
  firstStep: median(trainings.map(({ firstStep }) => firstStep)),
  tokensPerSecond: median(trainings.map(({ tokensPerSecond }) => tokensPerSecond)),
});

const lineOf = ({ sentences, bytes, start, peak, firstStep, tokensPerSecond }: Row): string =>
  cells([
    ...[sentences, (bytes / 1e6).toFixed(0), start, peak.toFixed(0)],
    ...[firstStep.toFixed(1), tokensPerSecond.toFixed(0)],
  ]);
