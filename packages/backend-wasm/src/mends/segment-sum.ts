import { type KernelFunc, registerKernel, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type WasmCall, wasmKernel } from "./kernel.ts";

/**
 * UnsortedSegmentSum, which the stock wasm backend has not, in one pass over the rows. (The cpu
 * backend's kernel, which could be borrowed, makes a pass over all rows for every segment.) The
 * gradient of an embedding lookup needs it in programs that load `@tensorflow/tfjs`.
 */
export const addSegmentSum = (): number => {
  if (wasmKernel("UnsortedSegmentSum")) return 0;
  registerKernel({
    kernelName: "UnsortedSegmentSum",
    backendName: "wasm",
    kernelFunc: segmentSum as KernelFunc,
  });
  return 1;
};

const segmentSum = ({ inputs, attrs, backend }: WasmCall): TensorInfo => {
  const x = inputs.x as TensorInfo;
  const segmentIds = inputs.segmentIds as TensorInfo;
  const segments = attrs?.numSegments as number;
  const rest = x.shape.slice(segmentIds.shape.length);
  const width = util.sizeFromShape(rest);
  const out = backend.makeOutput([segments, ...rest], x.dtype);
  const ids = backend.typedArrayFromHeap(segmentIds);
  const from = backend.typedArrayFromHeap(x);
  const to = backend.typedArrayFromHeap(out).fill(0);
  for (const [row, id] of ids.entries()) {
    if (id < 0 || id >= segments) continue;
    for (let i = 0; i < width; i++) {
      to[id * width + i] = (to[id * width + i] as number) + (from[row * width + i] as number);
    }
  }
  return out;
};
