import {
  exp,
  gatherND,
  neg,
  ones,
  type Tensor,
  type Tensor2D,
  type TensorInfo,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import { floats, integers, type Operand, type TensorFlowCall } from "../tensorflow.ts";
import { affine } from "./product.ts";

/**
 * The loss `[N]` and, asked for, its gradient by the logits: softmax − one-hot. TensorFlow's
 * SparseSoftmaxCrossEntropyWithLogits gives both, and takes half as long again.
 */
const crossEntropy = ({ attrs, backend }: TensorFlowCall, logits_NV: Tensor2D): Tensor[] => {
  const targets = attrs?.targets as unknown as Int32Array;
  const count = targets.length;
  const places = Int32Array.from({ length: 2 * count }, (_, i) =>
    i % 2 === 0 ? i / 2 : (targets[(i - 1) / 2] as number),
  );
  const places_N2 = tensor2d(places, [count, 2], "int32");
  const [logProb_NV] = backend.executeMultipleOutputs(
    "LogSoftmax", // tfjs's logSoftmax is six operations
    [floats(backend)],
    [logits_NV],
    1,
  ) as [Tensor];
  const loss_N = neg(gatherND(logProb_NV, places_N2));
  if (!attrs?.residuals) return [loss_N];
  const [residual_NV] = backend.executeMultipleOutputs(
    "TensorScatterSub",
    [floats(backend), integers(backend, "Tindices")],
    [exp(logProb_NV), places_N2, ones([count])],
    1,
  );
  return [loss_N, residual_NV as Tensor];
};

export const softmaxCrossEntropy = (call: TensorFlowCall): Tensor[] =>
  tidy(() => crossEntropy(call, call.inputs.logits_NV as Tensor2D));

/** The projection to the vocabulary, and the loss. */
export const vocabularyCrossEntropy = (call: TensorFlowCall): Tensor[] =>
  tidy(() => {
    const { h_NH, kernel_HV, bias_V } = call.inputs as Record<string, TensorInfo>;
    const logits_NV = affine(call.backend, h_NH as Operand, kernel_HV as Operand, bias_V);
    return crossEntropy(call, logits_NV);
  });
