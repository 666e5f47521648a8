import { getKernel, type KernelFunc, registerKernel } from "@tensorflow/tfjs-core";
import { TENSORFLOW, type TensorFlow, type TensorFlowCall } from "../tensorflow.ts";
import { adam } from "./adam.ts";
import { softmaxCrossEntropy, vocabularyCrossEntropy } from "./cross-entropy.ts";
import { linear } from "./linear.ts";
import { lstm, lstmGrad } from "./lstm.ts";

type Kernel = (call: TensorFlowCall) => ReturnType<KernelFunc>;

/** Registers TensorFlow's fused operations in the place of portable ones of `@textvae/ops`. */
export const registerKernels = (tensorflow: TensorFlow): void => {
  if (getKernel("TextvaeLstm", TENSORFLOW)) return;
  const kernels: Readonly<Record<string, Kernel>> = {
    TextvaeAdam: adam(tensorflow),
    TextvaeLinear: linear,
    TextvaeLstm: lstm,
    TextvaeLstmGrad: lstmGrad,
    TextvaeSoftmaxCrossEntropy: softmaxCrossEntropy,
    TextvaeVocabularyCrossEntropy: vocabularyCrossEntropy,
  };
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    registerKernel({ kernelName, backendName: TENSORFLOW, kernelFunc: kernel as KernelFunc });
  }
};
