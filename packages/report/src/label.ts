import type { RunRow } from "@textvae/runs/measures";

/** The name of a run, with its letter. */
export const labelOf = ({ run, group }: RunRow): string =>
  group === undefined ? run : `${run} (${group})`;
