/** What trains a language model beside others, from the same first weights. */
export interface Learner {
  readonly name: string;
  /** Versions and settings. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** Updates after which its schedule ends it. */
  readonly steps?: number | undefined;
  /** Validation perplexity of the first weights. */
  start(): Promise<number>;
  /** Trains up to its next evaluation, and evaluates. */
  advance(): Promise<Stretch>;
  close(): Promise<void>;
}

/** What was done between two evaluations, and what the second one found. */
export interface Stretch {
  readonly updates: number;
  /** Scored tokens that were trained on. */
  readonly tokens: number;
  /** Wall time of the updates alone. */
  readonly seconds: number;
  readonly evaluationSeconds: number;
  /** Validation perplexity over scored tokens; Infinity where weights, loss or score ceased to be numbers. */
  readonly perplexity: number;
}
