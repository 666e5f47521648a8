import type { Objective } from "../contracts/objective.ts";
import type { ActivePhase, Until } from "./experiment.ts";

/** How long a training goes, in updates. */
interface Length {
  readonly until: Until;
  /** Updates of an epoch. */
  readonly batches: number;
}

/**
 * What is known at the beginning of where a training ends: within a phase that others follow, or
 * before a schedule has settled. Nothing is known of an end by a plateau.
 */
export const foresee = (phases: readonly ActivePhase[], { until, batches }: Length): string[] => {
  const end = endOf(until, 0, batches);
  const notices: string[] = [];
  let start = 0;
  for (const phase of phases) {
    const over = phase.last ? Number.POSITIVE_INFINITY : endOf(phase.until, start, batches);
    const next = phases[phase.index + 1];
    if (next && end <= over) {
      const begins = Number.isFinite(over) ? ` begins after step ${over} and` : "";
      notices.push(
        `the run ends at step ${end}, in phase "${phase.name}": phase "${next.name}"${begins} is never reached`,
      );
    }
    notices.push(...unsettled(phase.objective, start, Math.min(end, over), named(phase)));
    if (!Number.isFinite(over) || end <= over) break;
    start = over;
  }
  return notices;
};

const named = ({ name }: ActivePhase): string =>
  name === undefined ? "the run" : `phase "${name}"`;

/** The step at which limits in updates and epochs end what begins at a step. */
const endOf = ({ steps, epochs }: Until, start: number, batches: number): number =>
  Math.min(
    steps === undefined ? Number.POSITIVE_INFINITY : start + steps,
    epochs === undefined
      ? Number.POSITIVE_INFINITY
      : (Math.floor(start / batches) + epochs) * batches,
  );

/** The schedules that still change where a phase ends. */
const unsettled = (
  { schedules = [] }: Objective,
  start: number,
  end: number,
  ends: string,
): string[] =>
  schedules.flatMap(({ name, schedule }) => {
    const { settles = 0 } = schedule;
    if (!Number.isFinite(end) || settles <= end - start) return [];
    const [now, then] = [schedule(end - start), schedule(settles)].map(shown);
    return [
      `the ${name} is ${now} where ${ends} ends, at step ${end}: its schedule would go on to step ${start + settles}, at ${then}`,
    ];
  });

const shown = (value: number): string => String(Number(value.toPrecision(3)));
