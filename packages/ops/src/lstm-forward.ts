import {
  add,
  concat,
  gather,
  matMul,
  mul,
  reshape,
  sigmoid,
  slice,
  split,
  stack,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tanh,
  tensor1d,
  unstack,
} from "@tensorflow/tfjs-core";
import { affine } from "./affine.ts";
import { type Lengths, zeroPadding } from "./lengths.ts";
import { lstmGrad } from "./lstm-backward.ts";
import { defineOp, type Op, type Recording } from "./op.ts";

export type LstmSequenceInputs = {
  x_TBE: Tensor3D;
  kernel_EG: Tensor2D;
  recurrent_HG: Tensor2D;
  bias_G: Tensor1D;
  h0_BH: Tensor2D;
  c0_BH: Tensor2D;
};

const flatten = (x_TBE: Tensor3D): Tensor2D => reshape(x_TBE, [-1, x_TBE.shape[2]]);

/** Cells and hidden states after each step, and the four gates that made them. */
interface Steps {
  readonly h: Tensor2D[];
  readonly c: Tensor2D[];
  readonly gates: readonly [i: Tensor[], f: Tensor[], g: Tensor[], o: Tensor[]];
}

const recur = (inputs_TBG: Tensor3D, { recurrent_HG, h0_BH, c0_BH }: LstmSequenceInputs): Steps => {
  const steps: Steps = { h: [], c: [], gates: [[], [], [], []] };
  let [h_BH, c_BH] = [h0_BH, c0_BH];
  for (const input_BG of unstack(inputs_TBG)) {
    const sums_BG = add(input_BG, matMul(h_BH, recurrent_HG));
    const [iSum, fSum, gSum, oSum] = split(sums_BG, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
    const gates = [sigmoid(iSum), sigmoid(fSum), tanh(gSum), sigmoid(oSum)] as const;
    const [i, f, g, o] = gates;
    c_BH = add(mul(f, c_BH), mul(i, g));
    h_BH = mul(o, tanh(c_BH));
    steps.h.push(h_BH);
    steps.c.push(c_BH);
    for (const [k, gate] of gates.entries()) steps.gates[k]?.push(gate);
  }
  return steps;
};

/**
 * Shorter rows run on into their padding, where nothing looks at them: the final states are
 * picked at each row's last token and the padding of h is set to zero, both in one operation.
 */
const portable = (
  inputs: LstmSequenceInputs,
  { lengths_B, residuals }: Lengths & Recording,
): Tensor[] => {
  const { x_TBE, kernel_EG, bias_G } = inputs;
  const [time, batch] = x_TBE.shape;
  const inputs_RG = affine(flatten(x_TBE), kernel_EG, bias_G);
  const { h, c, gates } = recur(reshape(inputs_RG, [time, batch, -1]), inputs);

  const h_TBH = stack(h) as Tensor3D;
  const c_TBH = stack(c) as Tensor3D;
  const last = tensor1d(
    lengths_B.map((length, b) => (length - 1) * batch + b),
    "int32",
  );
  const finals = lengths_B.every((length) => length === time)
    ? [h.at(-1) as Tensor, c.at(-1) as Tensor]
    : [gather(flatten(h_TBH), last), gather(flatten(c_TBH), last)];
  const outputs = [zeroPadding(h_TBH, lengths_B), ...finals];
  if (!residuals) return outputs;
  const gates_TBG = concat(
    gates.map((gate) => stack(gate)),
    2,
  );
  return [...outputs, c_TBH, gates_TBG];
};

/**
 * The whole sequence, left to right. Residuals: all cells `[T, B, H]` and all gates `[T, B, G]`
 * after their nonlinearity, in order i, f, g, o.
 *
 * The gradient kernel takes the recurrence backwards to the gradient of the gates' sums; what
 * remains is one large product for each of x and the two kernels.
 */
export const lstmSequence: Op<LstmSequenceInputs, Lengths> = defineOp<
  LstmSequenceInputs,
  Lengths,
  "x_TBE" | "kernel_EG" | "recurrent_HG" | "h0_BH" | "c0_BH"
>({
  kernelName: "TextvaeLstm",
  outputs: 3,
  portable,
  saves: { inputs: ["x_TBE", "kernel_EG", "recurrent_HG", "h0_BH", "c0_BH"], outputs: [0] },
  gradient: (dys, { inputs, outputs, residuals }, { lengths_B }) => {
    const { x_TBE, kernel_EG, recurrent_HG, h0_BH, c0_BH } = inputs;
    const [dh_TBH, dh_BH, dc_BH] = dys as [Tensor3D, Tensor2D, Tensor2D];
    const [c_TBH, gates_TBG] = residuals as [Tensor3D, Tensor3D];
    const [dSums_TBG, dh0_BH, dc0_BH] = lstmGrad(
      { dh_TBH, dh_BH, dc_BH, recurrent_HG, c0_BH, c_TBH, gates_TBG },
      { lengths_B },
    ) as [Tensor3D, Tensor2D, Tensor2D];
    const dSums_RG = flatten(dSums_TBG);
    return {
      x_TBE: () => reshape(matMul(dSums_RG, kernel_EG, false, true), x_TBE.shape),
      kernel_EG: () => matMul(flatten(x_TBE), dSums_RG, true),
      recurrent_HG: () => matMul(previousStates(h0_BH, outputs[0] as Tensor3D), dSums_RG, true),
      bias_G: () => sum(dSums_RG, 0),
      h0_BH: () => dh0_BH,
      c0_BH: () => dc0_BH,
    };
  },
});

/** The hidden state each step started from, `[T·B, H]`. */
const previousStates = (h0_BH: Tensor2D, h_TBH: Tensor3D): Tensor2D => {
  const h_RH = flatten(h_TBH);
  const [rows, features] = h_RH.shape;
  const batch = h0_BH.shape[0];
  if (rows === batch) return h0_BH;
  return concat([h0_BH, slice(h_RH, [0, 0], [rows - batch, features])], 0);
};
