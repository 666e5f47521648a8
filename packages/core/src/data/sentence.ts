/** A sentence as words, with the name of its class where the corpus has classes. */
export interface Sentence {
  readonly words: readonly string[];
  readonly label?: string;
}
