import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import type { KernelFunc, TensorInfo, TypedArray } from "@tensorflow/tfjs-core";
import { replaceKernel as replaceKernelOf } from "@textvae/ops";

/** What a kernel of the cpu backend is called with. */
export type CpuCall = Parameters<KernelFunc>[0] & { readonly backend: MathBackendCPU };

/** The numbers of a tensor, borrowed. */
export const valuesOf = (x: TensorInfo, backend: MathBackendCPU): TypedArray =>
  backend.data.get(x.dataId).values as TypedArray;

/** Puts a kernel of the cpu backend in the place of the stock one, which it may still call. */
export const replaceKernel = (
  kernelName: string,
  mend: (stock: KernelFunc) => (call: CpuCall) => TensorInfo,
): void => replaceKernelOf<CpuCall>("cpu", kernelName, mend);
