/** Sizes of the model that all cases are taken from. */
export interface Sizes {
  /** V, words of the vocabulary. */
  readonly vocabulary: number;
  /** E, width of a word vector. */
  readonly embedding: number;
  /** H, width of an LSTM state. */
  readonly hidden: number;
  /** Z, width of the code. */
  readonly latent: number;
  /** B, sentences of a batch. */
  readonly batch: number;
  /** T, scored tokens of each sentence. */
  readonly time: number;
}

/** The NVRNN text model on Penn Treebank. */
export const FULL: Sizes = {
  vocabulary: 10_000,
  embedding: 100,
  hidden: 400,
  latent: 50,
  batch: 20,
  time: 22,
};

/** About a tenth of everything, to see that all runs. */
export const SMALL: Sizes = {
  vocabulary: 1000,
  embedding: 10,
  hidden: 40,
  latent: 5,
  batch: 2,
  time: 3,
};
