import type { Divergence } from "../contracts/divergence.ts";
import type { Schedule, Scheduled } from "../contracts/schedule.ts";
import { reportedBy } from "../objectives/reported.ts";

/** The value of a number or schedule at a step. */
export const at = (value: number | Schedule, step: number): number =>
  typeof value === "number" ? value : value(step);

/** A function of the step that says from which step on it stays as it is. */
export const settling = (settles: number, schedule: (step: number) => number): Schedule =>
  Object.assign(schedule, { settles });

/**
 * The weight of a divergence, where it is a schedule, beside what the divergence has of its own.
 *
 * @example
 * const schedules = schedulesOf(divergence, weight);
 */
export const schedulesOf = (
  divergence: Divergence,
  weight: number | Schedule,
  name = `weight of the ${reportedBy(divergence).name}`,
): readonly Scheduled[] => [
  ...(typeof weight === "function" ? [{ name, schedule: weight }] : []),
  ...(divergence.schedules ?? []),
];
