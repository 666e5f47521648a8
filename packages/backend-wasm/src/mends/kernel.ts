import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { getKernel, type KernelConfig, type KernelFunc } from "@tensorflow/tfjs-core";
import { replaceKernel as replaceKernelOf } from "@textvae/ops";

/** What a kernel of the wasm backend is called with. */
export type WasmCall = Parameters<KernelFunc>[0] & { readonly backend: BackendWasm };

/** A kernel of the wasm backend, or undefined. */
export const wasmKernel = (kernelName: string): KernelConfig | undefined =>
  getKernel(kernelName, "wasm");

/** Puts a kernel in the place of the stock one. Its set-up stays: the compiled code is still called. */
export const replaceKernel = (
  kernelName: string,
  mend: (stock: KernelFunc) => (call: WasmCall) => ReturnType<KernelFunc>,
): void => replaceKernelOf<WasmCall>("wasm", kernelName, mend);
