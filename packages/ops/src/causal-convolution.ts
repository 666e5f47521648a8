import {
  add,
  addN,
  concat,
  gather,
  matMul,
  stack,
  sum,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tensor1d,
  unstack,
  zeros,
} from "@tensorflow/tfjs-core";
import { checkIntegers, checkRank, checkShapes } from "./check.ts";
import { defineOp } from "./op.ts";

export interface CausalConvolutionInputs {
  /** The steps of B sequences, one sequence after the other, N = Σ lengths: no padding. */
  readonly x_NI: Tensor2D;
  /** W; the tap k multiplies the step k·dilation before. */
  readonly kernel_KIO: Tensor3D;
  readonly bias_O: Tensor1D;
  /** Steps from tap to tap, 1 or more. */
  readonly dilation: number;
  /** Steps of each sequence, 1 or more. */
  readonly lengths_B: Int32Array;
}

type Inputs = { x_NI: Tensor2D; kernel_KIO: Tensor3D; bias_O: Tensor1D };
type GradInputs = { x_NI: Tensor2D; kernel_KIO: Tensor3D; dy_NO: Tensor2D };
type Attributes = { dilation: number; lengths_B: Int32Array };

/** Each step's row is that of its sequence `steps` before, or zeros beyond an end of it. */
const delayed = (x_NI: Tensor2D, lengths_B: Int32Array, steps: number): Tensor2D => {
  if (steps === 0) return x_NI;
  const [rows, width] = x_NI.shape;
  const source_N = new Int32Array(rows).fill(rows);
  let start = 0;
  for (const length of lengths_B) {
    for (let t = Math.max(0, steps); t < length + Math.min(0, steps); t++) {
      source_N[start + t] = start + t - steps;
    }
    start += length;
  }
  return gather(concat([x_NI, zeros([1, width])], 0), tensor1d(source_N, "int32"));
};

/** One of the gradients that need products. */
const causalConvolutionGrad = defineOp<GradInputs, Attributes & { of: "x_NI" | "kernel_KIO" }>({
  kernelName: "TextvaeCausalConvolutionGrad",
  portable: ({ x_NI, kernel_KIO, dy_NO }, { of, dilation, lengths_B }) => {
    const taps = unstack(kernel_KIO) as Tensor2D[];
    if (of === "x_NI") {
      const terms = taps.map((tap_IO, k) =>
        matMul(delayed(dy_NO, lengths_B, -k * dilation), tap_IO, false, true),
      );
      return [addN(terms)];
    }
    return [stack(taps.map((_, k) => matMul(delayed(x_NI, lengths_B, k * dilation), dy_NO, true)))];
  },
});

const causalConvolutionOp = defineOp<Inputs, Attributes, "x_NI" | "kernel_KIO">({
  kernelName: "TextvaeCausalConvolution",
  portable: ({ x_NI, kernel_KIO, bias_O }, { dilation, lengths_B }) => {
    const terms = (unstack(kernel_KIO) as Tensor2D[]).map((tap_IO, k) =>
      matMul(delayed(x_NI, lengths_B, k * dilation), tap_IO),
    );
    return [add(addN(terms), bias_O)];
  },
  saves: { inputs: ["x_NI", "kernel_KIO"] },
  gradient: ([dy], { inputs }, { dilation, lengths_B }) => {
    const dy_NO = dy as Tensor2D;
    const grad = (of: "x_NI" | "kernel_KIO") => () =>
      causalConvolutionGrad({ ...inputs, dy_NO }, { dilation, lengths_B, of })[0] as Tensor2D;
    return { x_NI: grad("x_NI"), kernel_KIO: grad("kernel_KIO"), bias_O: () => sum(dy_NO, 0) };
  },
});

/**
 * The causal dilated convolution over time, within each of B sequences:
 *
 *     y[t] = b + Σ_k x[t − k·dilation]·W[k], with zeros before the first step
 *
 * Sequences stand one after the other, so that steps which are not there cost nothing; B of one
 * length T are `[B·T, I]`. Dilation has an exact gradient, which tfjs's own convolutions lack.
 * `conv1d` of PyTorch, padded on the left, has the taps in the opposite order.
 *
 * @param given - x `[N, I]` with N = Σ lengths, W `[K, I, O]`, b `[O]`
 * @returns `[N, O]`
 * @throws TextvaeError `SHAPE`, also for a length or a dilation below 1
 * @see F. Yu and V. Koltun, Multi-Scale Context Aggregation by Dilated Convolutions, 2016,
 *   https://arxiv.org/abs/1511.07122; causal: A. van den Oord et al., WaveNet, 2016,
 *   https://arxiv.org/abs/1609.03499
 * @example
 * const lengths_B = Int32Array.of(5, 3); // x_NI has 8 rows
 * const y_NO = causalConvolution({ x_NI, kernel_KIO, bias_O, dilation: 2, lengths_B });
 */
export const causalConvolution = (given: CausalConvolutionInputs): Tensor2D => {
  const { x_NI, kernel_KIO, bias_O, dilation, lengths_B } = given;
  const where = "causalConvolution";
  checkRank(where, "x_NI", x_NI, 2);
  checkRank(where, "kernel_KIO", kernel_KIO, 3);
  const [taps, , outputs] = kernel_KIO.shape;
  checkIntegers(where, "dilation", Int32Array.of(dilation), { low: 1, high: 2 ** 31 - 1 });
  checkIntegers(where, "lengths_B", lengths_B, { low: 1, high: x_NI.shape[0] });
  const rows = lengths_B.reduce((total, length) => total + length, 0);
  checkShapes(where, {
    x_NI: [x_NI, [rows, x_NI.shape[1]]],
    kernel_KIO: [kernel_KIO, [taps, x_NI.shape[1], outputs]],
    bias_O: [bias_O, [outputs]],
  });
  return causalConvolutionOp({ x_NI, kernel_KIO, bias_O }, { dilation, lengths_B })[0] as Tensor2D;
};
