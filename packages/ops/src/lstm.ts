import {
  eye,
  ones,
  reshape,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tidy,
  tile,
} from "@tensorflow/tfjs-core";
import { checkIntegers, checkRank, checkShapes } from "./check.ts";
import { linear } from "./linear.ts";
import { lstmSequence } from "./lstm-forward.ts";
import { reverseSequence } from "./reverse-sequence.ts";

export interface LstmInputs {
  /** The sequences, time-major; with `steps`, one step `[1, B, E]`, or `[1, 1, E]` for all rows. */
  readonly x_TBE: Tensor3D;
  /** W, with the columns of the gates i, f, g, o side by side: G = 4H. */
  readonly kernel_EG: Tensor2D;
  /** U, in the same order of gates. */
  readonly recurrent_HG: Tensor2D;
  readonly bias_G: Tensor1D;
  readonly h0_BH: Tensor2D;
  readonly c0_BH: Tensor2D;
  /** Tokens of each row, 1 … T; what comes after them is padding. */
  readonly lengths_B: Int32Array;
  /** T, where every step reads the same input; x is multiplied by W once then. */
  readonly steps?: number;
  /** Runs each row from its own last token to its first. */
  readonly reverse?: boolean;
}

export interface LstmOutputs {
  /** The hidden state at each token, in reading order; zero in the padding. */
  readonly h_TBH: Tensor3D;
  /** The hidden state after the last step of each row. */
  readonly h_BH: Tensor2D;
  /** The cell after the last step of each row. */
  readonly c_BH: Tensor2D;
}

const checkInputs = (inputs: LstmInputs): void => {
  const { x_TBE, kernel_EG, recurrent_HG, bias_G, h0_BH, c0_BH, lengths_B, steps } = inputs;
  checkRank("lstm", "x_TBE", x_TBE, 3);
  checkRank("lstm", "h0_BH", h0_BH, 2);
  const embedding = x_TBE.shape[2];
  const batch = h0_BH.shape[0];
  const time = steps ?? x_TBE.shape[0];
  const sameForAll = steps !== undefined && x_TBE.shape[1] === 1;
  checkIntegers("lstm", "steps", Int32Array.of(time), { low: 1, high: 2 ** 31 - 1 });
  const features = h0_BH.shape[1];
  checkShapes("lstm", {
    x_TBE: [x_TBE, [steps === undefined ? time : 1, sameForAll ? 1 : batch, embedding]],
    kernel_EG: [kernel_EG, [embedding, 4 * features]],
    recurrent_HG: [recurrent_HG, [features, 4 * features]],
    bias_G: [bias_G, [4 * features]],
    h0_BH: [h0_BH, [batch, features]],
    c0_BH: [c0_BH, [batch, features]],
  });
  checkIntegers("lstm", "lengths_B", lengths_B, { low: 1, high: time, count: batch });
};

/**
 * The same LSTM with the rows of x·W as its kernel, and with inputs that pick a row at each step.
 * They are constants: no gradient by them is computed, and that by the kernel is the sum over
 * steps.
 */
const projectedOnce = (
  { x_TBE, kernel_EG, lengths_B }: LstmInputs,
  steps: number,
): Pick<LstmInputs, "x_TBE" | "kernel_EG"> => {
  const [, rows, embedding] = x_TBE.shape;
  const batch = lengths_B.length;
  const picks: Tensor3D =
    rows === 1
      ? ones([steps, batch, 1])
      : tile(reshape(eye(rows), [1, batch, rows]), [steps, 1, 1]);
  return { x_TBE: picks, kernel_EG: linear(reshape(x_TBE, [rows, embedding]), kernel_EG) };
};

/**
 * The long short-term memory over a whole batch of sequences, one operation with one gradient:
 *
 *     i, f, g, o = σ, σ, tanh, σ of (x_t·W + h_{t−1}·U + b)
 *     c_t = f ⊙ c_{t−1} + i ⊙ g
 *     h_t = o ⊙ tanh(c_t)
 *
 * The product x·W is taken for all steps at once, and so are the gradients of W, U, b and x. Where
 * all steps read the same input it is taken for one step, and the gradients are summed over steps
 * before their products.
 *
 * @returns h_TBH `[T, B, H]` and the final h_BH, c_BH `[B, H]`
 * @throws TextvaeError `SHAPE`, also for a length of 0 or above T
 * @see S. Hochreiter and J. Schmidhuber, Long Short-Term Memory, 1997,
 *   https://doi.org/10.1162/neco.1997.9.8.1735; forget gate: F. A. Gers, J. Schmidhuber and
 *   F. Cummins, Learning to Forget, 2000, https://doi.org/10.1162/089976600300015015
 * @example
 * const { h_BH } = lstm({ x_TBE, kernel_EG, recurrent_HG, bias_G, h0_BH, c0_BH, lengths_B });
 */
export const lstm = (inputs: LstmInputs): LstmOutputs => {
  checkInputs(inputs);
  const { recurrent_HG, bias_G, h0_BH, c0_BH, lengths_B, steps, reverse } = inputs;
  return tidy(() => {
    const { x_TBE, kernel_EG } = steps === undefined ? inputs : projectedOnce(inputs, steps);
    const turn = (y_TBX: Tensor3D) => (reverse ? reverseSequence(y_TBX, lengths_B) : y_TBX);
    const [h_TBH, h_BH, c_BH] = lstmSequence(
      { x_TBE: turn(x_TBE), kernel_EG, recurrent_HG, bias_G, h0_BH, c0_BH },
      { lengths_B },
    );
    return { h_TBH: turn(h_TBH as Tensor3D), h_BH: h_BH as Tensor2D, c_BH: c_BH as Tensor2D };
  });
};
