import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type HostTensors, mendHostSums, segmentSum } from "@textvae/ops";
import { replaceKernel, valuesOf } from "./kernel.ts";

const tensors: HostTensors<MathBackendCPU> = {
  backendName: "cpu",
  valuesOf,
  filled: (backend, shape, dtype, fill) => {
    const values = util.getTypedArrayFromDType(dtype as "float32", util.sizeFromShape(shape));
    fill(values);
    return backend.makeTensorInfo(shape, dtype, values);
  },
};

/**
 * Sums in double precision, and UnsortedSegmentSum in one pass over the rows: the stock kernel takes
 * minutes for the gradient of an embedding of 10 000 words, which is computed with it in programs
 * that load `@tensorflow/tfjs`.
 */
export const mendSums = (): void => {
  const ofSegments = segmentSum(tensors);
  replaceKernel("UnsortedSegmentSum", (stock) => (call) => {
    const isFloat = call.inputs.x?.dtype === "float32";
    return isFloat ? ofSegments(call) : (stock(call) as TensorInfo);
  });
  mendHostSums(tensors);
};
