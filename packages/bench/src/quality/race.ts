import type { Learner, Stretch } from "./learner.ts";

/** An evaluation, with all that was done until then. */
export type Point = Stretch;

/** Why a learner does not go on. */
export type Stop = "targets" | "schedule" | "limit" | "given up" | "diverged";

/** How far a learner came. */
export interface Course {
  readonly name: string;
  readonly points: readonly Point[];
  readonly stopped: Stop;
}

export interface Rules {
  /** Perplexities; who has been below all of them has arrived. */
  readonly targets: readonly number[];
  /** Seconds of training that each has. */
  readonly limit: number;
  /** Who has taken so many times as long as the first to a target is stopped. */
  readonly giveUp: number;
}

/** When a course was first evaluated below a perplexity; undefined where it never was. */
export const arrivalAt = (points: readonly Point[], target: number): Point | undefined =>
  points.find(({ perplexity }) => perplexity < target);

/**
 * Lets learners take turns, each up to its next evaluation, until none goes on. Drift of the machine
 * so falls on all of them.
 */
export const race = async (
  learners: readonly Learner[],
  rules: Rules,
  told: (name: string, point: Point) => void = () => {},
): Promise<Course[]> => {
  const courses = learners.map((learner) => ({ learner, points: [] as Point[] }));
  const stops = new Map<Learner, Stop>();
  while (stops.size < courses.length) {
    const running = courses.filter(({ learner }) => !stops.has(learner));
    for (const { learner, points } of running) {
      points.push(added(points.at(-1), await learner.advance()));
      told(learner.name, points.at(-1) as Point);
    }
    const all = courses.map(({ points }) => points);
    for (const { learner, points } of running) {
      const stop = reasonToStop(points, all, { ...rules, steps: learner.steps });
      if (stop) stops.set(learner, stop);
    }
  }
  return courses.map(({ learner, points }) => ({
    name: learner.name,
    points,
    stopped: stops.get(learner) as Stop,
  }));
};

const NOTHING = { updates: 0, tokens: 0, seconds: 0, evaluationSeconds: 0 };

const added = (before: Point | undefined, stretch: Stretch): Point => {
  const { updates, tokens, seconds, evaluationSeconds } = before ?? NOTHING;
  return {
    updates: updates + stretch.updates,
    tokens: tokens + stretch.tokens,
    seconds: seconds + stretch.seconds,
    evaluationSeconds: evaluationSeconds + stretch.evaluationSeconds,
    perplexity: stretch.perplexity,
  };
};

const reasonToStop = (
  points: readonly Point[],
  all: readonly (readonly Point[])[],
  { targets, limit, giveUp, steps }: Rules & { readonly steps: number | undefined },
): Stop | undefined => {
  const { updates, seconds, perplexity } = points.at(-1) as Point;
  if (!Number.isFinite(perplexity)) return "diverged";
  const left = targets.filter((target) => !arrivalAt(points, target));
  if (left.length === 0) return "targets";
  if (steps !== undefined && updates >= steps) return "schedule";
  if (seconds >= limit) return "limit";
  const isLate = (target: number) =>
    all.some((others) => {
      const first = arrivalAt(others, target);
      return first !== undefined && seconds > giveUp * first.seconds;
    });
  return left.some(isLate) ? "given up" : undefined;
};
