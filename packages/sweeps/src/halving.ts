import type { Job, Schedule } from "./schedule.ts";

/** What a run has come to at a rung. */
interface Scored {
  readonly index: number;
  readonly value: number;
}

/**
 * Asynchronous successive halving: whenever there is room, a run that is among the best 1/η of those that
 * have reached a rung goes on to the next one, the highest rung first; where there is none, another begins.
 * Runs that are never among the best stay where they paused.
 *
 * Source: "A System for Massively Parallel Hyperparameter Tuning", Li, Jamieson, Rostamizadeh, Gonina,
 * Hardt, Recht and Talwalkar, 2020, https://arxiv.org/abs/1810.05934 (algorithm 2).
 *
 * @example
 * const schedule = halving({ count: 27, rungs: [20, 60, 180, 540], eta: 3 });
 */
export const halving = ({
  count,
  rungs,
  eta,
}: {
  readonly count: number;
  readonly rungs: readonly number[];
  readonly eta: number;
}): Schedule => {
  const scored: Scored[][] = rungs.map(() => []);
  const promoted: Set<number>[] = rungs.map(() => new Set());
  let begun = 0;
  let running = 0;

  const jobTo = (index: number, rung: number): Job => {
    running++;
    const last = rung === rungs.length - 1;
    return { index, ...(!last && { until: rungs[rung] as number }) };
  };
  const promotable = (): Job | undefined => {
    for (let rung = rungs.length - 2; rung >= 0; rung--) {
      const at = scored[rung] as Scored[];
      const best = at.toSorted(byValue).slice(0, Math.floor(at.length / eta));
      const next = best.find(
        ({ index, value }) => value < Number.POSITIVE_INFINITY && !promoted[rung]?.has(index),
      );
      if (!next) continue;
      promoted[rung]?.add(next.index);
      return jobTo(next.index, rung + 1);
    }
    return undefined;
  };

  return {
    next() {
      const job = promotable() ?? (begun < count ? jobTo(begun++, 0) : undefined);
      return job ?? (running > 0 ? "wait" : undefined);
    },
    ended({ job: { index, until }, value }) {
      running--;
      const rung = until === undefined ? rungs.length - 1 : rungs.indexOf(until);
      // Without a number it is the worst of all, and counts among those that are compared.
      const told = value !== undefined && Number.isFinite(value);
      scored[rung]?.push({ index, value: told ? value : Number.POSITIVE_INFINITY });
    },
  };
};

/** Where two are equal the earlier line goes on. */
const byValue = (a: Scored, b: Scored): number =>
  a.value === b.value ? a.index - b.index : a.value - b.value;
