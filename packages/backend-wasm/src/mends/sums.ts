import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type KernelFunc, registerKernel } from "@tensorflow/tfjs-core";
import { type HostTensors, mendHostSums, segmentSum } from "@textvae/ops";
import { wasmKernel } from "./kernel.ts";

const tensors: HostTensors<BackendWasm> = {
  backendName: "wasm",
  valuesOf: (x, backend) => backend.typedArrayFromHeap(x),
  filled: (backend, shape, dtype, fill) => {
    const out = backend.makeOutput(shape, dtype);
    fill(backend.typedArrayFromHeap(out).fill(0));
    return out;
  },
};

/**
 * Sums in double precision, and UnsortedSegmentSum, which the stock wasm backend has not: the
 * gradient of an embedding lookup needs it in programs that load `@tensorflow/tfjs`.
 */
export const mendSums = (): void => {
  mendHostSums(tensors);
  if (wasmKernel("UnsortedSegmentSum")) return;
  registerKernel({
    kernelName: "UnsortedSegmentSum",
    backendName: "wasm",
    kernelFunc: segmentSum(tensors) as KernelFunc,
  });
};
