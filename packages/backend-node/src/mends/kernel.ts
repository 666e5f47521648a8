import {
  getKernel,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { TENSORFLOW, type TensorFlowCall } from "../tensorflow.ts";

/** Puts a kernel in the place of the stock one, which it may still call. */
export const replaceKernel = (
  kernelName: string,
  mend: (stock: KernelFunc) => (call: TensorFlowCall) => ReturnType<KernelFunc>,
): void => {
  const stock = getKernel(kernelName, TENSORFLOW);
  unregisterKernel(kernelName, TENSORFLOW);
  registerKernel({ ...stock, kernelFunc: mend(stock.kernelFunc) as KernelFunc });
};
