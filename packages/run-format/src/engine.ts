import type { Continuation } from "@textvae/core/plugin";

/** What the bits of a number depend on besides configuration and data: named facts in plain text. */
export type Engine = Readonly<Record<string, string>>;

/** An engine and the step from which on it computed a run. */
export interface EngineSince {
  readonly step: number;
  readonly engine: Engine;
}

const NONE = "nothing";

const changes = (before: Engine, now: Engine): Continuation["changed"] =>
  Object.fromEntries(
    Object.keys({ ...before, ...now })
      .map((key) => [key, [before[key] ?? NONE, now[key] ?? NONE]] as const)
      .filter(([, [old, present]]) => old !== present),
  );

/** Compares an engine with those that a checkpoint names. */
export const continuation = (
  before: readonly EngineSince[] | undefined,
  now: Engine,
): Continuation => {
  const last = before?.at(-1);
  if (!before || !last) return { sameBits: "unknown", changed: {} };
  const same = before.every(({ engine }) => Object.keys(changes(engine, now)).length === 0);
  const known = before[0]?.step === 0;
  return { sameBits: same ? known || "unknown" : false, changed: changes(last.engine, now) };
};

/** The engines of a run that goes on from a step. */
export const enginesFrom = (
  before: readonly EngineSince[] | undefined,
  step: number,
  now: Engine,
): readonly EngineSince[] => {
  const last = before?.at(-1);
  if (before && last && Object.keys(changes(last.engine, now)).length === 0) return before;
  return [...(before ?? []), { step, engine: now }];
};
