import type { Prepared } from "../cases/case.ts";

/** The milliseconds of so many runs, one after the other. */
export const timeRuns = async (prepared: Prepared, times: number): Promise<number[]> => {
  const milliseconds: number[] = [];
  for (let i = 0; i < times; i++) {
    const from = performance.now();
    await prepared.run();
    milliseconds.push(performance.now() - from);
  }
  return milliseconds;
};
