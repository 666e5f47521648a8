import {
  add,
  concat,
  expandDims,
  matMul,
  mul,
  slice,
  split,
  square,
  stack,
  sub,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tanh,
  transpose,
  unstack,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { type Lengths, rowsEndingAt, zeroPadding } from "./lengths.ts";
import { defineOp, type Op } from "./op.ts";

export type LstmGradInputs = {
  dh_TBH: Tensor3D;
  dh_BH: Tensor2D;
  dc_BH: Tensor2D;
  recurrent_HG: Tensor2D;
  c0_BH: Tensor2D;
  c_TBH: Tensor3D;
  gates_TBG: Tensor3D;
};

/** c after the step before, `[T, B, H]`. */
const previousCells = (c0_BH: Tensor2D, c_TBH: Tensor3D): Tensor => {
  const [time, batch, features] = c_TBH.shape;
  const c0_1BH = expandDims(c0_BH, 0);
  if (time === 1) return c0_1BH;
  return concat([c0_1BH, slice(c_TBH, [0, 0, 0], [time - 1, batch, features])], 0);
};

/** s·(1 − s), the derivative of a sigmoid by its own value. */
const sigmoidSlope = (s: Tensor): Tensor => sub(s, square(s));

/** 1 − t², the derivative of a tanh by its own value. */
const tanhSlope = (t: Tensor): Tensor => sub(1, square(t));

/** Everything in the recurrence that does not depend on it, for all steps at once: `[T][B, H]`. */
const derivatives = ({ c0_BH, c_TBH, gates_TBG }: LstmGradInputs) => {
  const [i, f, g, o] = split(gates_TBG, 4, 2) as [Tensor, Tensor, Tensor, Tensor];
  const tanhC = tanh(c_TBH);
  return {
    cByH: unstack(mul(o, tanhSlope(tanhC))),
    oByH: unstack(mul(tanhC, sigmoidSlope(o))),
    iByC: unstack(mul(g, sigmoidSlope(i))),
    fByC: unstack(mul(previousCells(c0_BH, c_TBH), sigmoidSlope(f))),
    gByC: unstack(mul(i, tanhSlope(g))),
    f: unstack(f),
  };
};

/** The gradient of a final state enters at each row's last token; before that step it is zero. */
const portable = (inputs: LstmGradInputs, { lengths_B }: Lengths): Tensor[] => {
  const { dh_TBH, dh_BH, dc_BH, recurrent_HG } = inputs;
  const { cByH, oByH, iByC, fByC, gByC, f } = derivatives(inputs);
  const recurrent_GH = transpose(recurrent_HG);
  const dhs = unstack(zeroPadding(dh_TBH, lengths_B));
  const dSums: Tensor2D[] = [];
  let dh: Tensor = zerosLike(dh_BH);
  let dc: Tensor = zerosLike(dc_BH);
  const at = (perStep: readonly Tensor[], t: number) => perStep[t] as Tensor;

  for (let t = dhs.length - 1; t >= 0; t--) {
    const ending_B1 = rowsEndingAt(t, lengths_B);
    if (ending_B1) {
      dh = add(dh, mul(dh_BH, ending_B1));
      dc = add(dc, mul(dc_BH, ending_B1));
    }
    dh = add(dh, at(dhs, t));
    dc = add(dc, mul(dh, at(cByH, t)));
    const dSums_BG = concat(
      [mul(dc, at(iByC, t)), mul(dc, at(fByC, t)), mul(dc, at(gByC, t)), mul(dh, at(oByH, t))],
      1,
    ) as Tensor2D;
    dSums[t] = dSums_BG;
    dh = matMul(dSums_BG, recurrent_GH);
    dc = mul(dc, at(f, t));
  }
  return [stack(dSums), dh, dc];
};

/**
 * The recurrence of the LSTM backwards: gradients of the gates' sums (before the nonlinearity),
 * `[T, B, G]`, zero in the padding, and of the initial states h0 and c0, `[B, H]`.
 */
export const lstmGrad: Op<LstmGradInputs, Lengths> = defineOp({
  kernelName: "TextvaeLstmGrad",
  outputs: 3,
  portable,
});
