import type { Draws } from "@textvae/core";

/** What one of several shards of a question found of its items. */
export interface ItemShard<T> {
  /** Which items these are, in the order of what was found. */
  readonly rows: readonly number[];
  readonly found: readonly T[];
  /** Where the generators stood before and after. */
  readonly draws: readonly Draws[];
}
