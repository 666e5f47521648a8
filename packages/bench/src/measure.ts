import type { Case } from "./cases/case.ts";
import { type CaseResult, type Measurement, median } from "./report.ts";
import type { Sizes } from "./sizes.ts";
import type { Clock } from "./subjects/clock.ts";
import type { Subject, Trial } from "./subjects/subject.ts";

export interface Turns {
  readonly rounds: number;
  /** Runs of every subject before anything counts, for engines that compile as they go. */
  readonly warmUp: number;
  /** Counted runs of a turn; one uncounted run precedes them and fills the caches. */
  readonly perTurn: number;
  readonly clock: Clock;
}

/**
 * One case on all subjects, which take turns in every round, so that what else happens on the
 * machine meets them all. The first subject of a round is another one each time.
 */
export const measure = async (
  measured: Case,
  { subjects, baseline, sizes }: { subjects: readonly Subject[]; baseline: string; sizes: Sizes },
  { rounds, warmUp, perTurn, clock }: Turns,
): Promise<CaseResult> => {
  const trials: Trial[] = [];
  try {
    for (const subject of subjects) trials.push(await subject.prepare(measured, sizes));
    for (const trial of trials) await trial.run(warmUp, clock);
    const times = subjects.map((): number[][] => []);
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < trials.length; turn++) {
        const index = (round + turn) % trials.length;
        const [, ...counted] = await (trials[index] as Trial).run(1 + perTurn, clock);
        times[index]?.push(counted);
      }
    }
    const kernels = trials.map((trial) => trial.kernels?.());
    return summarise(measured, sizes, { subjects, times, kernels, baseline });
  } finally {
    for (const trial of trials) await trial.dispose();
  }
};

/** With the most memory of training on each subject that can tell it, one after the other. */
export const withMemory = async (
  result: CaseResult,
  measured: Case,
  { subjects, sizes }: { readonly subjects: readonly Subject[]; readonly sizes: Sizes },
): Promise<CaseResult> => {
  const measurements: Measurement[] = [];
  for (const [i, measurement] of result.measurements.entries()) {
    const peakMemory = await subjects[i]?.peakMemory?.(measured, sizes);
    measurements.push({ ...measurement, ...(peakMemory !== undefined && { peakMemory }) });
  }
  return { ...result, measurements };
};

/** What was measured, subject by subject. */
interface Taken {
  readonly subjects: readonly Subject[];
  readonly times: readonly number[][][];
  readonly kernels: readonly (number | undefined)[];
  readonly baseline: string;
}

const summarise = (
  { name, description, work }: Case,
  sizes: Sizes,
  { subjects, times, kernels, baseline }: Taken,
): CaseResult => {
  const amount = work.amount(sizes);
  const medians = times.map((rounds) => median(rounds.flat()));
  const reference = medians[subjects.findIndex((subject) => subject.name === baseline)] as number;
  return {
    name,
    description,
    work: { unit: work.unit, amount },
    measurements: subjects.map((subject, i) => {
      const milliseconds = medians[i] as number;
      return {
        subject: subject.name,
        median: milliseconds,
        rate: (amount / milliseconds) * 1000,
        speed: reference / milliseconds,
        ...(kernels[i] !== undefined && { kernels: kernels[i] }),
        rounds: times[i] as number[][],
      };
    }),
  };
};
