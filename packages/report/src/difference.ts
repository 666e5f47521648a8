import type { Difference } from "@textvae/runs/measures";

/** A difference in a line: `not comparable, vocabulary: kappa-5 3 words; …`. */
export const showDifference = ({ what, comparable, runs }: Difference): string => {
  const each = Object.entries(runs).map(([run, value]) => `${run} ${value}`);
  return `  ${comparable ? "different" : "not comparable"}, ${what}: ${each.join("; ")}`;
};
