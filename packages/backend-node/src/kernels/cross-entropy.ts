import {
  gather,
  log,
  neg,
  ones,
  reshape,
  type Tensor,
  type Tensor2D,
  type TensorInfo,
  tensor1d,
  tidy,
} from "@tensorflow/tfjs-core";
import { floats, type Operand, type TensorFlowCall } from "../tensorflow.ts";
import { affine } from "./product.ts";

/** Where logarithms of probabilities are still exact to single precision. */
const SMALLEST = 1e-30;

/**
 * The loss `[N]` and, asked for, its gradient by the logits: softmax − one-hot, in the memory of
 * the softmax. TensorFlow's SparseSoftmaxCrossEntropyWithLogits gives both, and takes almost three times as long.
 */
const crossEntropy = ({ attrs, backend }: TensorFlowCall, logits_NV: Tensor2D): Tensor[] => {
  const targets = attrs?.targets as unknown as Int32Array;
  const [count, vocabulary] = logits_NV.shape;
  const places = Int32Array.from(targets, (target, n) => n * vocabulary + target);
  const places_N = tensor1d(places, "int32");
  const run = (name: string, inputs: readonly Tensor[]) =>
    backend.executeMultipleOutputs(name, [floats(backend)], inputs, 1)[0] as Tensor;
  const atTargets = (x_NV: Tensor) => gather(reshape(x_NV, [-1]), places_N);
  const prob_NV = run("Softmax", [logits_NV]);
  const prob_N = atTargets(prob_NV);
  const exact = prob_N.dataSync().every((prob) => prob > SMALLEST);
  const logProb_N = exact ? log(prob_N) : atTargets(run("LogSoftmax", [logits_NV]));
  const loss_N = neg(logProb_N);
  if (!attrs?.residuals) return [loss_N];
  const rows = reshape(prob_NV, [count * vocabulary, 1]);
  const residual = run("InplaceSub", [rows, places_N, ones([count, 1])]);
  return [loss_N, reshape(residual, logits_NV.shape)];
};

/** The operations of `@textvae/ops` that score targets, by their kernels' names. */
export const crossEntropies: Readonly<Record<string, (call: TensorFlowCall) => Tensor[]>> = {
  TextvaeSoftmaxCrossEntropy: (call) =>
    tidy(() => crossEntropy(call, call.inputs.logits_NV as Tensor2D)),
  /** The projection to the vocabulary, and the loss. */
  TextvaeVocabularyCrossEntropy: (call) =>
    tidy(() => {
      const { h_NH, kernel_HV, bias_V } = call.inputs as Record<string, TensorInfo>;
      const logits_NV = affine(call.backend, h_NH as Operand, kernel_HV as Operand, bias_V);
      return crossEntropy(call, logits_NV);
    }),
};
