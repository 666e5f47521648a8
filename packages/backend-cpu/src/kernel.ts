import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import {
  getKernel,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  type TypedArray,
  unregisterKernel,
} from "@tensorflow/tfjs-core";

/** What a kernel of the cpu backend is called with. */
export type CpuCall = Parameters<KernelFunc>[0] & { readonly backend: MathBackendCPU };

/** The numbers of a tensor, borrowed. */
export const valuesOf = (x: TensorInfo, backend: MathBackendCPU): TypedArray =>
  backend.data.get(x.dataId).values as TypedArray;

/** Puts a kernel in the place of the stock one, which it may still call. */
export const replaceKernel = (
  kernelName: string,
  mend: (stock: KernelFunc) => (call: CpuCall) => TensorInfo,
): void => {
  const stock = getKernel(kernelName, "cpu");
  unregisterKernel(kernelName, "cpu");
  registerKernel({ ...stock, kernelFunc: mend(stock.kernelFunc) as KernelFunc });
};
