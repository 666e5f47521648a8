/**
 * A bijection between words (or smaller pieces of text) and ids 0 … size − 1. The end of sentence is a
 * scored word of the vocabulary; the start of a sentence is fed as the same id and is never scored. Bags
 * of words have no ends, and neither they nor bytes unknown words: a vocabulary without these says −1.
 */
export interface Vocabulary {
  readonly size: number;
  readonly words: readonly string[];
  /** Id of the end of sentence (also fed as the start), or −1. */
  readonly eos: number;
  /** Id of the unknown word, or −1. */
  readonly unk: number;
  /** The id of a word, `unk` when it is not known. */
  id(word: string): number;
  word(id: number): string;
}
