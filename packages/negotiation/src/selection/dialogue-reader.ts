import {
  add,
  concat,
  matMul,
  mean,
  relu,
  reshape,
  softmax,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tensor,
  tensor2d,
  tidy,
  tile,
  transpose,
  zeros,
} from "@tensorflow/tfjs-core";
import { type Condition, type ContextBatch, fieldOf, type Rng } from "@textvae/core";
import { GOAL } from "@textvae/dataset-dialogue";
import { dropout, linearHead, normalInitializer, tokenEmbedding } from "@textvae/layers";
import { embeddingLookup, gatherRows } from "@textvae/ops";
import { UNTOLD } from "../self-play/views.ts";
import { type DialogueLayout, layOut, rowsAround, shownOf, VIEWS } from "./dialogue-layout.ts";
import { type Kinds, readingOf } from "./kinds.ts";

export interface DialogueReaderOptions {
  readonly kinds: Kinds;
  /** Width of word vectors. */
  readonly embedding: number;
  /** Width of each of the two layers over neighbouring words. */
  readonly hidden: number;
  /** Heads of attention for each of what is said of a kind, of others, and of anything. */
  readonly heads: number;
  /** R, the width of what is read of a kind. */
  readonly size: number;
  /** Rate of dropout on word vectors and on what attention finds, while training. */
  readonly dropout: number;
  /** How often, while training, a side is not told its values. */
  readonly untold: number;
}

// Utterances before the last that are told apart; all earlier ones are alike.
const TURNS = 10;

const [NEAR, FAR] = [
  [-2, -1, 0, 1, 2],
  [-6, -3, 0, 3, 6],
];

/**
 * A whole dialogue, read for each kind of things: c = [c₁ … c_K], each `[B, R]`. Two layers look at
 * the neighbours of a word, near and farther away, and attention picks from them what is said of the
 * kind, of the others and of anything. Kinds are read alike: exchange two of them in words, counts
 * and values, and their parts of c change places.
 *
 * @example
 * const condition = dialogueReader({ kinds: DEAL_KINDS, embedding: 32, hidden: 48, heads: 2, size: 96, dropout: 0.2 });
 */
export const dialogueReader = (options: DialogueReaderOptions): Condition => {
  const { hidden, heads, size } = options;
  const kinds = options.kinds.length;
  const width = 2 * hidden;
  return {
    size: kinds * size,
    reads: ["context", "goal_B6"],
    build(scope, sizes) {
      const embed = tokenEmbedding({
        size: options.embedding,
        initializer: normalInitializer(0.3),
      }).build(scope, sizes);
      const turns = scope.variable(
        "turns",
        [2 * TURNS, options.embedding],
        normalInitializer(0.3),
      ) as Tensor2D;
      const near = linearHead(scope.child("near"), NEAR.length * options.embedding, hidden);
      const far = linearHead(scope.child("far"), FAR.length * hidden, hidden);
      const score = linearHead(scope.child("score"), width, VIEWS * heads);
      const found = VIEWS * heads * width;
      const read = linearHead(scope.child("read"), found + GOAL_WIDTH, size);
      const together = linearHead(scope.child("together"), 2 * size, size);
      const reading = readingOf(sizes.vocabulary, options.kinds);

      return (batch, { rng, training }) =>
        tidy(() => {
          const layout = layOut(batch.context as ContextBatch, reading, TURNS);
          const drop = <T extends Tensor>(x: T, name: string): T =>
            training ? dropout(x, options.dropout, rng.stream(`condition.${name}`)) : x;

          // Words with their neighbours, `[B·T, H]` each.
          const x_NE = drop(
            add(embed(layout.words_BT), embeddingLookup(turns, layout.turns_BT)) as Tensor2D,
            "words",
          );
          const near_NH = relu(near(windows(x_NE, layout, NEAR)));
          const far_NH = relu(far(windows(near_NH, layout, FAR)));
          const h_NW = concat([near_NH, far_NH], 1) as Tensor2D;

          // What attention finds for each kind, beside its number and value.
          const { batch: items, time } = layout;
          const scores_BAT = transpose(
            reshape(score(h_NW), [items, time, VIEWS * heads]),
            [0, 2, 1],
          );
          const shown = tensor(shownOf(layout, kinds), [items, kinds * VIEWS, 1, time]);
          const tiled = tile(reshape(scores_BAT, [items, VIEWS, heads, time]), [1, kinds, 1, 1]);
          const weights = reshape(softmax(add(tiled, shown)), [
            items,
            kinds * VIEWS * heads,
            time,
          ]) as Tensor3D;
          const h_BTW = reshape(h_NW, [items, time, width]) as Tensor3D;
          const found_RF = reshape(matMul(weights, h_BTW), [items * kinds, found]) as Tensor2D;
          const goal_B6 = fieldOf(batch, "goal_B6", GOAL);
          const goal_RG = goalsOf(
            training
              ? withUntold(goal_B6, options.untold, rng.stream("condition.untold"))
              : goal_B6,
          );
          const own_RS = relu(read(concat([drop(found_RF, "found"), goal_RG], 1) as Tensor2D));

          // Each kind beside the mean of all.
          const own_BKS = reshape(own_RS, [items, kinds, size]);
          const all_RS = reshape(tile(mean(own_BKS, 1, true), [1, kinds, 1]), [-1, size]);
          const c_RS = relu(together(concat([own_RS, all_RS], 1) as Tensor2D));
          return reshape(c_RS, [items, kinds * size]) as Tensor2D;
        });
    },
  };
};

/** Each word with those at some distances from it, side by side; zeros beyond the dialogue. */
const windows = (
  x_NE: Tensor2D,
  layout: DialogueLayout,
  distances: readonly number[],
): Tensor2D => {
  const [rows, width] = x_NE.shape;
  const padded = concat([x_NE, zeros([1, width])], 0) as Tensor2D;
  return reshape(gatherRows(padded, rowsAround(layout, distances)), [
    rows,
    distances.length * width,
  ]);
};

// There are 1 to 4 things of a kind; more are told by the number itself.
const TOLD_APART = 4;
const GOAL_WIDTH = TOLD_APART + 5;

/** What a side knows of each kind, `[B·K, G]`: how many there are and what they are worth. */
const goalsOf = (goal_B6: Int32Array): Tensor2D => {
  const rows = Array.from({ length: goal_B6.length / 2 }, (_, row) => {
    const [count, value] = [goal_B6[2 * row] as number, goal_B6[2 * row + 1] as number];
    const apart = Array.from({ length: TOLD_APART }, (_, n) => Number(count === n + 1));
    const worth =
      value === UNTOLD ? [0, 0, 0, 0] : [1, value / 5, Number(value === 0), (count * value) / 10];
    return [...apart, count / TOLD_APART, ...worth];
  });
  return tensor2d(rows);
};

/** Goals of which some, at random, have no values. */
const withUntold = (goal_B6: Int32Array, rate: number, rng: Rng): Int32Array => {
  const [width] = GOAL.shape;
  const draws = rng.uniforms(goal_B6.length / width);
  return goal_B6.map((number, i) =>
    i % 2 === 1 && (draws[Math.floor(i / width)] as number) < rate ? UNTOLD : number,
  );
};
