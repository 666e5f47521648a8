import type { Labelled } from "./labels.ts";

/** A sentence as words, with the name of its class where the corpus has classes. */
export interface Sentence extends Labelled {
  readonly words: readonly string[];
}
