import {
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  type TypedArray,
  util,
} from "@tensorflow/tfjs-core";
import { addRows } from "@textvae/ops";
import { type WasmCall, wasmKernel } from "./kernel.ts";

/**
 * UnsortedSegmentSum, which the stock wasm backend has not, in one pass over the rows. (The cpu
 * backend's kernel, which could be borrowed, makes a pass over all rows for every segment.) The
 * gradient of an embedding lookup needs it in programs that load `@tensorflow/tfjs`.
 */
export const addSegmentSum = (): void => {
  if (wasmKernel("UnsortedSegmentSum")) return;
  registerKernel({
    kernelName: "UnsortedSegmentSum",
    backendName: "wasm",
    kernelFunc: segmentSum as KernelFunc,
  });
};

const segmentSum = ({ inputs, attrs, backend }: WasmCall): TensorInfo => {
  const x = inputs.x as TensorInfo;
  const segmentIds = inputs.segmentIds as TensorInfo;
  const segments = attrs?.numSegments as number;
  const rest = x.shape.slice(segmentIds.shape.length);
  const width = util.sizeFromShape(rest);
  const out = backend.makeOutput([segments, ...rest], x.dtype);
  const [from, ids] = [x, segmentIds].map((input) => backend.typedArrayFromHeap(input));
  addRows(from as TypedArray, ids as TypedArray, width, backend.typedArrayFromHeap(out).fill(0));
  return out;
};
