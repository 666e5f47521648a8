import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Component, Scope } from "./component.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What a decoder tells its output when it builds it. */
export interface OutputSizes {
  readonly vocabulary: Vocabulary;
  /** H, the width of the features. */
  readonly features: number;
  /** The vectors of the words that the decoder is fed, `[V, E]`, where they are one table. */
  readonly table_VE?: Tensor2D | undefined;
}

/** From a decoder's features of the next word to the probabilities of all words. */
export interface Output extends Component {
  build(scope: Scope, sizes: OutputSizes): BuiltOutput;
}

/** Two views of one distribution p(w|h) over the vocabulary. */
export interface BuiltOutput {
  /** −log p(target|h) of each row, in nats, `[N]`: what training and scoring pay for. */
  crossEntropy(h_NH: Tensor2D, targets_N: Int32Array): Tensor1D;
  /** log p(w|h) of every word up to a number of each row, `[N, V]`: what generation chooses by. */
  logits(h_NH: Tensor2D): Tensor2D;
}
