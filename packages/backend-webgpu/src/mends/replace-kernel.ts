import type { KernelFunc, NamedTensorMap } from "@tensorflow/tfjs-core";
import { replaceKernel as replaceKernelOf } from "@textvae/ops";
import type { WebgpuCall } from "../kernels/kernel.ts";

type Kernel<I extends NamedTensorMap, A> = (call: WebgpuCall<I, A>) => ReturnType<KernelFunc>;

/** Puts a kernel of the webgpu backend in the place of the stock one, which it may still call. */
export const replaceKernel = <I extends NamedTensorMap, A>(
  kernelName: string,
  mend: (stock: Kernel<I, A>) => Kernel<I, A>,
): void => replaceKernelOf<WebgpuCall<I, A>>("webgpu", kernelName, (stock) => mend(stock as never));
