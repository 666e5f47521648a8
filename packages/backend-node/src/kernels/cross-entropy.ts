import {
  gatherND,
  log,
  neg,
  ones,
  type Tensor,
  type Tensor2D,
  type TensorInfo,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import {
  flag,
  floats,
  integers,
  type Operand,
  type TensorFlow,
  type TensorFlowCall,
} from "../tensorflow.ts";
import { affine } from "./product.ts";
import { type Slot, slot } from "./slot.ts";

/** Where logarithms of probabilities are still exact to single precision. */
const SMALLEST = 1e-30;

/**
 * The loss `[N]` and, asked for, its gradient by the logits: softmax − one-hot, in the memory of
 * the softmax. TensorFlow's SparseSoftmaxCrossEntropyWithLogits gives both, and takes almost three times as long.
 */
const crossEntropy = (
  residualSlot: Slot,
  { attrs, backend }: TensorFlowCall,
  logits_NV: Tensor2D,
): Tensor[] => {
  const targets = attrs?.targets as unknown as Int32Array;
  const count = targets.length;
  const places = Int32Array.from({ length: 2 * count }, (_, i) =>
    i % 2 === 0 ? i / 2 : (targets[(i - 1) / 2] as number),
  );
  const places_N2 = tensor2d(places, [count, 2], "int32");
  const run = (name: string, x: Tensor) =>
    backend.executeMultipleOutputs(name, [floats(backend)], [x], 1)[0] as Tensor;
  const prob_NV = run("Softmax", logits_NV);
  const prob_N = gatherND(prob_NV, places_N2);
  const exact = prob_N.dataSync().every((prob) => prob > SMALLEST);
  const logProb_N = exact ? log(prob_N) : gatherND(run("LogSoftmax", logits_NV), places_N2);
  const loss_N = neg(logProb_N);
  if (!attrs?.residuals) return [loss_N];
  residualSlot.lend(prob_NV, true);
  backend.executeMultipleOutputs(
    "ResourceScatterNdSub",
    [floats(backend), integers(backend, "Tindices"), flag(backend, "use_locking", false)],
    [residualSlot.handle, places_N2, ones([count])],
    0,
  );
  return [loss_N, residualSlot.takeBack()];
};

/** The operations of `@textvae/ops` that score targets, by their kernels' names. */
export const crossEntropies = (
  tensorflow: TensorFlow,
): Readonly<Record<string, (call: TensorFlowCall) => Tensor[]>> => {
  const residualSlot = slot(tensorflow, "residual");
  return {
    TextvaeSoftmaxCrossEntropy: (call) =>
      tidy(() => crossEntropy(residualSlot, call, call.inputs.logits_NV as Tensor2D)),
    /** The projection to the vocabulary, and the loss. */
    TextvaeVocabularyCrossEntropy: (call) =>
      tidy(() => {
        const { h_NH, kernel_HV, bias_V } = call.inputs as Record<string, TensorInfo>;
        const logits_NV = affine(call.backend, h_NH as Operand, kernel_HV as Operand, bias_V);
        return crossEntropy(residualSlot, call, logits_NV);
      }),
  };
};
