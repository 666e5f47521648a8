/** What a dataset says of the goals of its speakers: number and value of three kinds of things. */
export const GOAL = { shape: [6], dtype: "int32" } as const;

/** Something said by one of two speakers. */
export interface Utterance {
  readonly speaker: 0 | 1;
  readonly words: readonly string[];
}

/** What two speakers said to each other. */
export interface Dialogue {
  readonly utterances: readonly Utterance[];
  /** Number and value, to speaker 0, of three kinds of things to divide. */
  readonly goal?: readonly number[];
  /** What came of it, as it is written after the dialogue. */
  readonly outcome?: string;
  /** Whose utterances are items; without it those of both. */
  readonly responder?: 0 | 1;
}
