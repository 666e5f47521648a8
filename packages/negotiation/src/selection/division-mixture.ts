import {
  add,
  concat,
  matMul,
  mean,
  mul,
  reshape,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tensor2d,
  tensor3d,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import { type Decoder, fieldOf, TextvaeError } from "@textvae/core";
import { GOAL } from "@textvae/dataset-dialogue";
import { linearHead } from "@textvae/layers";
import { logSumExp } from "@textvae/ops";
import { CHOICE } from "./selection-dataset.ts";

export interface DivisionMixtureOptions {
  readonly kinds: number;
  /** Product distributions that are mixed. */
  readonly components: number;
  /** Most things of a kind. Default 10. */
  readonly most?: number;
}

const IMPOSSIBLE = -1e9;

/**
 * What a side writes down, told c = [c₁ … c_K], in nats, exact: π₀ for no agreement, and for the
 * division n of n_k things of each kind
 *
 *   p(n|c) = Σ_m π_m Π_k p_m(n_k | c_k),   n_k = 0 … count_k,
 *
 * so that probabilities of no agreement and of all divisions of what is there sum to 1. A component
 * is a guess at who gets what, of all kinds at once. A number has logits as what is taken and as
 * what is left, since "all" is another number wherever there are more.
 *
 * @throws {TextvaeError} `SHAPE` for more things of a kind than `most`.
 *
 * @example
 * const decoder = divisionMixture({ kinds: 3, components: 4 });
 */
export const divisionMixture = ({
  kinds,
  components,
  most = 10,
}: DivisionMixtureOptions): Decoder => ({
  reads: ["goal_B6", "choice_B3"],
  build(scope, { condition }) {
    const [size, numbers] = [condition / kinds, most + 1];
    const taken = linearHead(scope.child("taken"), size, components * numbers);
    const left = linearHead(scope.child("left"), size, components * numbers);
    const weigh = linearHead(scope.child("weights"), size, components + 1);
    return {
      logProb: (batch, _z, { c_BC }) =>
        tidy(() => {
          const counts_R = fieldOf(batch, "goal_B6", GOAL).filter((_, i) => i % 2 === 0);
          const choice_B3 = fieldOf(batch, "choice_B3", CHOICE);
          checkCounts(counts_R, most);
          const c_BKS = reshape(c_BC as Tensor2D, [batch.size, kinds, size]);
          const c_RS = reshape(c_BKS, [-1, size]) as Tensor2D;
          const shape: [number, number, number] = [batch.size * kinds, components, numbers];
          const logits_RMN = add(
            reshape(taken(c_RS), shape),
            matMul(reshape(left(c_RS), shape) as Tensor3D, whatIsLeft(counts_R, numbers)),
          );
          const there_RMN = add(logits_RMN, possible(counts_R, numbers));
          const nats_RM = sub(
            sum(mul(there_RMN, written(choice_B3, numbers)), 2),
            logSumExp(there_RMN, 2),
          );
          const nats_BM = sum(reshape(nats_RM, [batch.size, kinds, components]), 1);
          const weights_BM = weigh(mean(c_BKS, 1) as Tensor2D);
          const all_BM = add(
            add(weights_BM, concat([nats_BM, zeros([batch.size, 1])], 1)),
            meant(choice_B3, batch.size, components),
          );
          return sub(logSumExp(all_BM, 1), logSumExp(weights_BM, 1)) as Tensor1D;
        }),
    };
  },
});

const checkCounts = (counts_R: Int32Array, most: number): void => {
  const count = counts_R.find((n) => n > most);
  if (count === undefined) return;
  throw new TextvaeError("SHAPE", "divisionMixture", {
    expected: `at most ${most} things of a kind`,
    got: String(count),
  });
};

/** Moves the logit of what is left to what is taken: 1 at `[count − n, n]`, `[R, N, N]`. */
const whatIsLeft = (counts_R: Int32Array, numbers: number): Tensor3D => {
  const moved = new Float32Array(counts_R.length * numbers * numbers);
  for (const [row, count] of counts_R.entries()) {
    for (let n = 0; n <= count; n++) moved[(row * numbers + count - n) * numbers + n] = 1;
  }
  return tensor3d(moved, [counts_R.length, numbers, numbers]);
};

/** 0 for numbers up to the count of a kind, `[R, 1, N]`. */
const possible = (counts_R: Int32Array, numbers: number): Tensor3D => {
  const nats = Float32Array.from({ length: counts_R.length * numbers }, (_, i) =>
    i % numbers <= (counts_R[Math.floor(i / numbers)] as number) ? 0 : IMPOSSIBLE,
  );
  return tensor3d(nats, [counts_R.length, 1, numbers]);
};

/** 1 at the number that was written down of each kind, `[R, 1, N]`; nowhere for no agreement. */
const written = (choice_R: Int32Array, numbers: number): Tensor3D => {
  const hot = new Float32Array(choice_R.length * numbers);
  for (const [row, n] of choice_R.entries()) if (n >= 0) hot[row * numbers + n] = 1;
  return tensor3d(hot, [choice_R.length, 1, numbers]);
};

/** 0 for what a choice can come of: the last for no agreement, the others for a division. */
const meant = (choice_B3: Int32Array, items: number, components: number): Tensor2D => {
  const kinds = choice_B3.length / items;
  const width = components + 1;
  const nats = Float32Array.from({ length: items * width }, (_, i) => {
    const none = (choice_B3[Math.floor(i / width) * kinds] as number) < 0;
    return none === (i % width === components) ? 0 : IMPOSSIBLE;
  });
  return tensor2d(nats, [items, width]);
};
