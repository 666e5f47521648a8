import {
  getKernel,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { TENSORFLOW, type TensorFlow, type TensorFlowCall } from "../tensorflow.ts";
import { crossEntropies } from "./cross-entropy.ts";
import { linear } from "./linear.ts";
import { lstm, lstmGrad } from "./lstm.ts";
import { optimizerSteps, prepareSteps } from "./optimizer-steps.ts";
import { total } from "./total.ts";

type Kernel = (call: TensorFlowCall) => ReturnType<KernelFunc>;

/** TensorFlow's fused operations, or the portable forms of `@textvae/ops`. */
export type Kernels = "fused" | "stock";

const MADE: Readonly<Record<string, Kernel>> = {
  ...crossEntropies,
  ...optimizerSteps,
  TextvaeLinear: linear,
  TextvaeLstm: lstm,
  TextvaeLstmGrad: lstmGrad,
  TextvaeTotal: total,
};

/** Called by tfjs with a backend that it has made anew, after a reset of the engine. */
const setupFunc = (backend: unknown): void => prepareSteps(backend as TensorFlow);

let inUse: Kernels | undefined;

/** Puts fused operations in the place of the portable ones, or takes them away again. */
export const useKernels = (tensorflow: TensorFlow, kernels: Kernels): void => {
  if (kernels === "fused") prepareSteps(tensorflow);
  if (kernels === inUse) return;
  for (const [kernelName, kernel] of Object.entries(MADE)) {
    if (getKernel(kernelName, TENSORFLOW)) unregisterKernel(kernelName, TENSORFLOW);
    if (kernels === "stock") continue; // the operation registers its portable form at first use
    registerKernel({
      kernelName,
      backendName: TENSORFLOW,
      kernelFunc: kernel as KernelFunc,
      setupFunc,
    });
  }
  inUse = kernels;
};
