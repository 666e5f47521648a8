import type { Prepared } from "../cases/case.ts";

/** The milliseconds of so many runs, one after the other, each until all that it started is done. */
export const timeRuns = async (
  prepared: Prepared,
  times: number,
  settled?: () => Promise<void>,
): Promise<number[]> => {
  const milliseconds: number[] = [];
  for (let i = 0; i < times; i++) {
    const from = performance.now();
    await prepared.run();
    await settled?.();
    milliseconds.push(performance.now() - from);
  }
  return milliseconds;
};
