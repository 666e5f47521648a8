import {
  add,
  concat,
  gather,
  mul,
  reshape,
  stack,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tanh,
  tensor1d,
  tidy,
  transpose,
  unstack,
  zeros,
} from "@tensorflow/tfjs-core";
import { rowsEndingAt, zeroPadding } from "@textvae/ops";
import { flag, floats, real, type TensorFlowCall, withInt64 } from "../tensorflow.ts";
import { smallProduct } from "./product.ts";

type ForwardInputs = Record<"x_TBE", Tensor3D> &
  Record<"kernel_EG" | "recurrent_HG" | "h0_BH" | "c0_BH", Tensor2D> &
  Record<"bias_G", Tensor>;

/**
 * The whole sequence by BlockLSTMV2, whose gates are in our order, i, f, g, o. Shorter rows run on
 * into their padding; their final states are picked at their last tokens.
 */
export const lstm = ({ inputs, attrs, backend }: TensorFlowCall): Tensor[] =>
  tidy(() => {
    const { x_TBE, kernel_EG, recurrent_HG, bias_G, h0_BH, c0_BH } =
      inputs as unknown as ForwardInputs;
    const lengths_B = attrs?.lengths_B as unknown as Int32Array;
    const [time, batch] = x_TBE.shape;
    const weights = concat([kernel_EG, recurrent_HG], 0);
    const peephole = zeros([h0_BH.shape[1]]);
    const [i, c_TBH, f, o, g, , h_TBH] = withInt64(backend, time, (steps) =>
      backend.executeMultipleOutputs(
        "BlockLSTMV2",
        [floats(backend), real(backend, "cell_clip", 0), flag(backend, "use_peephole", false)],
        [steps, x_TBE, c0_BH, h0_BH, weights, peephole, peephole, peephole, bias_G],
        7,
      ),
    ) as Tensor3D[];
    const last = lengths_B.map((length, b) => (length - 1) * batch + b);
    const finals = [h_TBH, c_TBH].map((y) =>
      gather(reshape(y as Tensor, [time * batch, -1]), tensor1d(last, "int32")),
    );
    const outputs = [zeroPadding(h_TBH as Tensor3D, lengths_B), ...finals];
    if (!attrs?.residuals) return outputs;
    return [...outputs, c_TBH as Tensor, concat([i, f, g, o] as Tensor[], 0)];
  });

type BackwardInputs = Record<"dh_TBH" | "c_TBH" | "gates_TBG", Tensor3D> &
  Record<"dh_BH" | "dc_BH" | "recurrent_HG" | "c0_BH", Tensor2D>;

/** dSums_TBG and the gradients of h0_BH and c0_BH, a step at a time from the last. */
export const lstmGrad = ({ inputs, attrs, backend }: TensorFlowCall): Tensor[] =>
  tidy(() => {
    const { dh_TBH, dh_BH, dc_BH, recurrent_HG, c0_BH, c_TBH, gates_TBG } =
      inputs as unknown as BackwardInputs;
    const lengths_B = attrs?.lengths_B as unknown as Int32Array;
    const [time, batch, features] = c_TBH.shape;
    const dhs = unstack(zeroPadding(dh_TBH, lengths_B));
    const cs = [c0_BH, ...unstack(c_TBH)];
    const co = unstack(tanh(c_TBH));
    const gates = unstack(gates_TBG);
    // A small product with a transposed matrix takes TensorFlow a third longer, without oneDNN three times as long.
    const recurrent_GH = inGateOrder(transpose(recurrent_HG), 0) as Tensor2D;
    const x = zeros([batch, 0]);
    const [peephole, bias] = [zeros([features]), zeros([4 * features])];
    const dSums: Tensor[] = [];
    let dh: Tensor = zeros(dh_BH.shape);
    let dc: Tensor = zeros(dc_BH.shape);
    for (let t = time - 1; t >= 0; t--) {
      const ending_B1 = rowsEndingAt(t, lengths_B);
      if (ending_B1) {
        dh = add(dh, mul(dh_BH, ending_B1));
        dc = add(dc, mul(dc_BH, ending_B1));
      }
      dh = add(dh, dhs[t] as Tensor);
      const [i, f, g, o] = [0, 1, 2, 3].map((k) => gates[k * time + t] as Tensor) as Tensor[];
      const [dcBefore, dGates_BG] = backend.executeMultipleOutputs(
        "LSTMBlockCellGrad",
        [floats(backend), flag(backend, "use_peephole", false)],
        [
          ...[x, cs[t], c0_BH, recurrent_HG, peephole, peephole, peephole, bias],
          ...[i, cs[t + 1], f, o, g, co[t], dc, dh],
        ] as Tensor[],
        5,
      ) as [Tensor, Tensor2D];
      dc = dcBefore;
      dSums[t] = dGates_BG;
      dh = smallProduct(backend, dGates_BG, recurrent_GH);
    }
    return [inGateOrder(stack(dSums), 2), dh, dc];
  });

/** Swaps f and g: LSTMBlockCellGrad has the gates in the order i, g, f, o. */
const inGateOrder = (x: Tensor, axis: number): Tensor => {
  const { shape } = x;
  const gates = [...shape.slice(0, axis), 4, (shape[axis] as number) / 4, ...shape.slice(axis + 1)];
  return reshape(gather(reshape(x, gates), tensor1d([0, 2, 1, 3], "int32"), axis), shape);
};
