import type { Sentence } from "@textvae/text";
import type { SourceRecord } from "../sources/digest.ts";

/** The sentences of a split as they come, and what is known of them afterwards. */
export interface Reading<Facts = ReadingFacts> {
  /** Some at a time, in their order, each made when it is asked for. Throws for what can't be read. */
  readonly sentences: AsyncIterable<Iterable<Sentence>>;
  /** Known once all sentences have come. */
  facts(): Facts;
}

/** A sentence that was cut. */
export interface CutExample {
  /** Its split or file, and line. */
  readonly where: string;
  /** Words that it lost, the first of many. */
  readonly lost: string;
}

export interface ReadingFacts {
  readonly sources: readonly SourceRecord[];
  /** FNV-1a of the bytes of all sources. */
  readonly fingerprint: string;
  /** SHA-256 of the same. */
  readonly sha256: string;
  readonly emptyLines: number;
  /** Sentences that were cut, and the words that they lost. */
  readonly truncated: number;
  readonly cutWords: number;
  /** Some of these sentences. */
  readonly cutExamples: readonly CutExample[];
  readonly notes: readonly string[];
}
