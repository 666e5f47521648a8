import type { Evaluation } from "@textvae/core";

/**
 * The evaluation with the lowest NLL of a run's last phase, whose weights are those that are there: earlier
 * phases trained something else. A run of an early version may hold an NLL of null, which is no best.
 */
export const bestOfLastPhase = <Line extends Pick<Evaluation, "nll">>(
  evaluations: readonly Line[],
): Line | undefined => {
  const phaseOf = (line: Line | undefined) => (line as { readonly phase?: unknown })?.phase;
  const last = phaseOf(evaluations.at(-1));
  return evaluations
    .filter((line) => phaseOf(line) === last && Number.isFinite(line.nll))
    .sort((a, b) => a.nll - b.nll)[0];
};
