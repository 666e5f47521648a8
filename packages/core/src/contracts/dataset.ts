import type { Batch, BatchField, FieldType } from "./batch.ts";
import type { Rng } from "./component.ts";
import type { Tokenizer } from "./tokenizer.ts";
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

/** What a split holds, as it was read. */
export interface SplitAccount {
  /** Sentences, utterances or documents. */
  readonly items: number;
  /** What is scored: ids of the vocabulary and, of sentences, their ends. */
  readonly tokens: number;
  /** Words of the text that is scored: what white space separates in it, whatever the vocabulary. */
  readonly words?: number;
  /** Bytes of that text as UTF-8, without ends of lines. */
  readonly bytes?: number;
  /** Words among them that the vocabulary has not; absent where it has no id for these. */
  readonly unknown?: number;
  /** Items that were longer than allowed, and how many of their words are therefore not scored. */
  readonly cut?: { readonly items: number; readonly tokens: number };
  /** Items that stand, word for word, in another split, too; absent where there are none. */
  readonly repeated?: { readonly [split in Split]?: number };
}

/** What is known of an item beside its text, by name. */
export type Beside = Readonly<Record<string, BesideValue>>;

export type BesideValue = string | number;

/** What a value beside a text is: a string, a whole number of 32 bits, or any finite number. */
export type BesideType = "string" | "integer" | "number";

/** A corpus in named splits, already turned into ids. */
export interface Dataset {
  readonly name: string;
  readonly provides: readonly BatchField[];
  /** Fields among them that are its own, by name. */
  readonly fields?: Readonly<Record<string, FieldType>>;
  readonly vocabulary: Vocabulary;
  /** Between text and ids of the vocabulary; absent where ids are words with white space between them. */
  readonly tokenizer?: Tokenizer;
  /** Names of the classes, when `labels_B` is provided. */
  readonly labels?: readonly string[];
  readonly splits: readonly Split[];
  /** What each split holds. */
  readonly account?: { readonly [split in Split]?: SplitAccount | undefined };
  /** What was taken for granted when it was read, and what is odd about it, in sentences. */
  readonly notes?: readonly string[];
  /** Number of items in a split. Throws `SPLIT` when it is missing. */
  size(split: Split): number;
  /** All items of a split in batches, each item exactly once. Throws `SPLIT` when it is missing. */
  epoch(split: Split, options: EpochOptions): Epoch;
  /** The items of these numbers, counted from 0 in the order of the corpus. Throws as `epoch`. */
  batch?(split: Split, items: Int32Array): Batch;
  /** What is known of these items beside their texts, as their files have it. Throws as `epoch`. */
  beside?(split: Split, items: Int32Array): readonly Beside[];
}
