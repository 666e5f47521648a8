import {
  concat,
  div,
  mul,
  reshape,
  sum,
  type Tensor2D,
  type Tensor3D,
  tensor2d,
  tensor3d,
  tidy,
  transpose,
  zeros,
} from "@tensorflow/tfjs-core";
import { type Condition, type ContextBatch, fieldOf, type TextBatch } from "@textvae/core";
import { GOAL } from "@textvae/dataset-dialogue";
import { sideBySide, stackedLstm, type TokenEmbedding } from "@textvae/layers";
import { gatherRows } from "@textvae/ops";

export interface RecentUtterancesOptions {
  readonly embedding: TokenEmbedding;
  /** Width of each direction over the words of an utterance. */
  readonly utterance: number;
  /** How many utterances are read, from the last one back. */
  readonly recent: number;
}

const [WIDTH] = GOAL.shape;

// Most numbers of a goal are below 4.
const SCALE = 4;

/**
 * The end of a dialogue and the goal of its speaker: c = [v₁ … v_U, g/4], each v of an utterance: the
 * mean of its word vectors, that of the states of an LSTM over them from both ends, and whether its
 * speaker is that of the item; v₁ is of the last utterance, and one that is not there is zero. Words are
 * one step from what reads c, where an LSTM over LSTMs takes long to find the few that matter.
 *
 * @example
 * const condition = recentUtterances({ embedding, utterance: 64, recent: 6 });
 */
export const recentUtterances = (options: RecentUtterancesOptions): Condition => {
  const { embedding, utterance, recent } = options;
  const width = embedding.size + 2 * utterance + 1;
  return {
    size: recent * width + WIDTH,
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
          const rows = own_N.length;
          const words = reshape(embed(tokens_BT), [rows, time, embedding.size]);
          const x_TNE = transpose(words, [1, 0, 2]) as Tensor3D;
          const { h_TBH: h_TNH } = readWords({ x_TBE: x_TNE, lengths_B: lengths_N });
          const read_TNX = concat([mul(x_TNE, within(utterances)), h_TNH], 2);
          const mean_NX = div(sum(read_TNX, 0), column(lengths_N)) as Tensor2D;
          const vectors_NW = sideBySide([mean_NX, column(own_N)]) as Tensor2D;
          const vectors = concat([vectors_NW, zeros([1, width])]) as Tensor2D;
          const slots = Array.from({ length: recent }, (_, back) =>
            gatherRows(vectors, rowsBack(context, back)),
          );
          const goal_B6 = tensor2d(
            Float32Array.from(fieldOf(batch, "goal_B6", GOAL), (number) => number / SCALE),
            [batch.size, WIDTH],
          );
          return sideBySide([...slots, goal_B6]) as Tensor2D;
        });
    },
  };
};

/** 1 where a word of an utterance stands, `[T, N, 1]`. */
const within = ({ lengths_B: lengths_N, time }: TextBatch): Tensor3D => {
  const rows = lengths_N.length;
  const values = Float32Array.from({ length: time * rows }, (_, at) =>
    Number(Math.floor(at / rows) < (lengths_N[at % rows] as number)),
  );
  return tensor3d(values, [time, rows, 1]);
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
