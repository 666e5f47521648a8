import type { Prepared } from "../cases/case.ts";

/** The milliseconds by a clock of so many runs, one after the other, each until all that it started is done. */
export const timeRuns = async (
  prepared: Prepared,
  times: number,
  now: () => number,
  settled?: () => Promise<void>,
): Promise<number[]> => {
  const milliseconds: number[] = [];
  for (let i = 0; i < times; i++) {
    const from = now();
    await prepared.run();
    await settled?.();
    milliseconds.push(now() - from);
  }
  return milliseconds;
};
