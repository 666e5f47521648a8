import {
  getKernel,
  type KernelConfig,
  type KernelFunc,
  type NamedTensorMap,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import type { WebgpuCall } from "../kernels/kernel.ts";

type Kernel<I extends NamedTensorMap, A> = (call: WebgpuCall<I, A>) => ReturnType<KernelFunc>;

/** Puts a kernel of the webgpu backend in the place of the stock one, which it may still call. */
export const replaceKernel = <I extends NamedTensorMap, A>(
  kernelName: string,
  mend: (stock: Kernel<I, A>) => Kernel<I, A>,
): void => {
  const stock: KernelConfig = getKernel(kernelName, "webgpu");
  unregisterKernel(kernelName, "webgpu");
  const kernelFunc = mend(stock.kernelFunc as never) as unknown as KernelFunc;
  registerKernel({ ...stock, kernelFunc });
};
