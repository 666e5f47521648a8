import {
  concat,
  div,
  reshape,
  sum,
  type Tensor2D,
  type Tensor3D,
  tensor2d,
  tidy,
  transpose,
  zeros,
} from "@tensorflow/tfjs-core";
import {
  type Condition,
  type ContextBatch,
  sideBySide,
  stackedLstm,
  type TokenEmbedding,
} from "@textvae/core";
import { gatherRows } from "@textvae/ops";

export interface RecentUtterancesOptions {
  readonly embedding: TokenEmbedding;
  /** Width of each direction over the words of an utterance. */
  readonly utterance: number;
  /** How many utterances are read, from the last one back. */
  readonly recent: number;
}

const GOAL = { width: 6, scale: 10 };

/**
 * The end of a dialogue and the goal of its speaker: c = [v₁ … v_U, g/10], each v the mean of the
 * states of an LSTM over the words of an utterance from both ends, and whether its speaker is that of
 * the item; v₁ is of the last utterance, and one that is not there is zero. Every word is two steps
 * from what reads c, where an LSTM over LSTMs takes long to find the few that matter.
 *
 * @example
 * const condition = recentUtterances({ embedding, utterance: 64, recent: 6 });
 */
export const recentUtterances = (options: RecentUtterancesOptions): Condition => {
  const { embedding, utterance, recent } = options;
  const width = 2 * utterance + 1;
  return {
    size: recent * width + GOAL.width,
    reads: ["context", "goal_B6"],
    build(scope, sizes) {
      const embed = embedding.build(scope, sizes);
      const readWords = stackedLstm(scope.child("utterance"), {
        input: embedding.size,
        hidden: utterance,
        layers: 1,
        bidirectional: true,
      });
      return (batch) =>
        tidy(() => {
          const context = batch.context as ContextBatch;
          const { utterances, own_N } = context;
          const { tokens_BT, lengths_B: lengths_N, time } = utterances;
          const words = reshape(embed(tokens_BT), [own_N.length, time, embedding.size]);
          const x_TBE = transpose(words, [1, 0, 2]) as Tensor3D;
          const { h_TBH } = readWords({ x_TBE, lengths_B: lengths_N });
          const mean_NH = div(sum(h_TBH, 0), column(lengths_N)) as Tensor2D;
          const vectors = concat([
            sideBySide([mean_NH, column(own_N)]) as Tensor2D,
            zeros([1, width]),
          ]);
          const slots = Array.from({ length: recent }, (_, back) =>
            gatherRows(vectors as Tensor2D, rowsBack(context, back)),
          );
          const goal_B6 = tensor2d(
            Float32Array.from(batch.goal_B6 as Int32Array, (number) => number / GOAL.scale),
            [batch.size, GOAL.width],
          );
          return sideBySide([...slots, goal_B6]) as Tensor2D;
        });
    },
  };
};

const column = (values: Int32Array): Tensor2D =>
  tensor2d(Float32Array.from(values), [values.length, 1]);

/** Row of the utterance that is `back` before the last of each item; N where there is none. */
const rowsBack = ({ turns_B, own_N }: ContextBatch, back: number): Int32Array => {
  let end = 0;
  return turns_B.map((turns) => {
    end += turns;
    return back < turns ? end - 1 - back : own_N.length;
  });
};
