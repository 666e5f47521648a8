import {
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  type TypedArray,
  util,
} from "@tensorflow/tfjs-core";
import type { Cpu } from "../cpu/cpu.ts";
import { type WasmCall, wasmKernel } from "./kernel.ts";

/**
 * Kernels that the stock wasm backend has not and training needs: the gradients of convolutions,
 * and einsum. The cpu backend's JavaScript runs them on views of the wasm heap.
 */
const MISSING = [
  "Conv2DBackpropFilter",
  "DepthwiseConv2dNativeBackpropFilter",
  "DepthwiseConv2dNativeBackpropInput",
  "Einsum",
];

/** Lends the cpu backend's kernels to the wasm backend, where it has none. */
export const borrowCpuKernels = (cpu: Cpu): void => {
  for (const kernelName of MISSING.filter((name) => !wasmKernel(name))) {
    registerKernel({
      kernelName,
      backendName: "wasm",
      kernelFunc: onHeap(cpu, kernelName) as KernelFunc,
    });
  }
};

/** A kernel of the cpu backend as one of the wasm backend. */
export const onHeap = (
  cpu: Cpu,
  kernelName: string,
): ((call: WasmCall) => TensorInfo | TensorInfo[]) => {
  const kernelFunc = cpu.kernel(kernelName);
  return ({ inputs, attrs, backend }) => {
    // A cpu backend for this one call: its tensors are garbage when the call is over. It does not advise, on
    // first use, to install another backend.
    const host = cpu.createBackend();
    Object.assign(host, { firstUse: false });
    for (const input of Object.values(inputs)) {
      if (!input) continue;
      const values = backend.typedArrayFromHeap(input);
      host.data.set(input.dataId, { values, dtype: input.dtype, refCount: 1 });
    }
    const toHeap = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => {
      // A copy: an output may be an input's view, and allocating may move the heap.
      const values = (host.data.get(dataId).values as TypedArray).slice();
      return backend.makeOutput(shape, dtype, undefined, util.toTypedArray(values, dtype));
    };
    const result = kernelFunc({ inputs, backend: host, ...(attrs && { attrs }) });
    return Array.isArray(result) ? result.map(toHeap) : toHeap(result);
  };
};
