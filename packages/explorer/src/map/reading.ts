/** A point of a curve: a step of training and what was recorded at it. */
export interface Recorded {
  readonly step: number;
  readonly [name: string]: unknown;
}

/** A number with what it is and how it was estimated. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  /** The estimator, the split, and what a reader must know. */
  readonly note?: string;
}

/** What the page tells of a model beside its map: the facts of the report. */
export interface Reading {
  /** What the model is called. */
  readonly title: string;
  /** What it is: recipe, parameters, words, version, date. */
  readonly about: readonly Fact[];
  readonly numbers: readonly Fact[];
  /** Of each line of training, and of each evaluation; empty in a bundle. */
  readonly training: readonly Recorded[];
  readonly evaluations: readonly Recorded[];
  /** Nats per token and perplexity of the unigram model, where it was measured. */
  readonly unigram?: { readonly perToken: number; readonly perplexity: number };
  /** What training calls its divergence. */
  readonly divergence: string;
  /** What the collapse doctor says, and what was taken for granted. */
  readonly findings: readonly string[];
  readonly notes: readonly string[];
}
