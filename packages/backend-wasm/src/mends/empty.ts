import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { replaceKernel } from "./kernel.ts";

const [INT32_MIN, INT32_MAX] = [-(2 ** 31), 2 ** 31 - 1];

/** What each reduction makes of no numbers: its neutral element. */
const NEUTRAL: Readonly<Record<string, (dtype: string) => number>> = {
  Max: (dtype) => (dtype === "int32" ? INT32_MIN : Number.NEGATIVE_INFINITY),
  Min: (dtype) => (dtype === "int32" ? INT32_MAX : Number.POSITIVE_INFINITY),
  Any: () => 0,
  All: () => 1,
};

/** Reductions along an axis of no entries. The stock kernels leave what stood in memory before. */
export const mendEmptyReductions = (): void => {
  for (const [kernelName, neutral] of Object.entries(NEUTRAL)) {
    replaceKernel(kernelName, (stock) => (call) => {
      const x = call.inputs.x as TensorInfo;
      if (util.sizeFromShape(x.shape) > 0) return stock(call);
      // The axes have two names among the kernels.
      const along = (call.attrs?.reductionIndices ?? call.attrs?.axis) as number[];
      const axes = util.parseAxisParam(along, x.shape);
      const kept = x.shape.filter((_, axis) => !axes.includes(axis));
      const shape = call.attrs?.keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept;
      const out = call.backend.makeOutput(shape, x.dtype);
      call.backend.typedArrayFromHeap(out).fill(neutral(x.dtype));
      return out;
    });
  }
};
