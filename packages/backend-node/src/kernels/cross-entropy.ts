import { type Tensor, type TensorInfo, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { floats, integers, type Operand, type TensorFlowCall } from "../tensorflow.ts";
import { affine } from "./product.ts";

/** The loss `[N]` and, asked for, its gradient by the logits: softmax − one-hot. */
const crossEntropy = ({ attrs, backend }: TensorFlowCall, logits_NV: Operand): Tensor[] => {
  const targets_N = tensor1d(attrs?.targets as unknown as Int32Array, "int32");
  const results = backend.executeMultipleOutputs(
    "SparseSoftmaxCrossEntropyWithLogits",
    [floats(backend), integers(backend, "Tlabels")],
    [logits_NV, targets_N],
    2,
  );
  return attrs?.residuals ? results : results.slice(0, 1);
};

export const softmaxCrossEntropy = (call: TensorFlowCall): Tensor[] =>
  tidy(() => crossEntropy(call, call.inputs.logits_NV as TensorInfo));

/** The projection to the vocabulary, and the loss. */
export const vocabularyCrossEntropy = (call: TensorFlowCall): Tensor[] =>
  tidy(() => {
    const { h_NH, kernel_HV, bias_V } = call.inputs as Record<string, TensorInfo>;
    const logits_NV = affine(call.backend, h_NH as Operand, kernel_HV as Operand, bias_V);
    return crossEntropy(call, logits_NV);
  });
