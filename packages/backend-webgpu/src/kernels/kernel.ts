import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { KernelFunc, NamedTensorMap } from "@tensorflow/tfjs-core";

/** What a kernel of the webgpu backend is called with; `I` and `A` are those of its operation. */
export interface WebgpuCall<I extends NamedTensorMap = NamedTensorMap, A = object> {
  readonly inputs: I;
  readonly attrs: A;
  readonly backend: WebGPUBackend;
}

/** A kernel in the form that tfjs registers. */
export const asKernel = <I extends NamedTensorMap, A>(
  kernel: (call: WebgpuCall<I, A>) => ReturnType<KernelFunc>,
): KernelFunc => kernel as unknown as KernelFunc;
