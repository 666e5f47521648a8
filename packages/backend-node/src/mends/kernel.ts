import type { KernelFunc } from "@tensorflow/tfjs-core";
import { replaceKernel as replaceKernelOf } from "@textvae/ops";
import { TENSORFLOW, type TensorFlowCall } from "../tensorflow.ts";

/** Puts a kernel in the place of the stock one, which it may still call. */
export const replaceKernel = (
  kernelName: string,
  mend: (stock: KernelFunc) => (call: TensorFlowCall) => ReturnType<KernelFunc>,
): void => replaceKernelOf<TensorFlowCall>(TENSORFLOW, kernelName, mend);
