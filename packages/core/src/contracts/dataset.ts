import type { Rng } from "../random/rng.ts";
import type { Batch, BatchField } from "./batch.ts";
import type { Vocabulary } from "./vocabulary.ts";

export type Split = "train" | "valid" | "test";

/** The batches of one pass over a split. Random access, so that a run resumes anywhere. */
export interface Epoch {
  readonly length: number;
  at(index: number): Batch;
}

export interface EpochOptions {
  readonly batchSize: number;
  /** Shuffles with this stream; without it the order is fixed. Must be a fresh stream per epoch. */
  readonly rng?: Rng;
}

/** A corpus in named splits, already turned into ids. */
export interface Dataset {
  readonly name: string;
  readonly provides: readonly BatchField[];
  readonly vocabulary: Vocabulary;
  /** Names of the classes, when `labels_B` is provided. */
  readonly labels?: readonly string[];
  readonly splits: readonly Split[];
  /** Number of items in a split. Throws `SPLIT` when it is missing. */
  size(split: Split): number;
  /** All items of a split in batches, each item exactly once. Throws `SPLIT` when it is missing. */
  epoch(split: Split, options: EpochOptions): Epoch;
}
