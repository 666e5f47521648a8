import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { ofNothing, reducedShape } from "@textvae/ops";
import { replaceKernel } from "./kernel.ts";

/** Reductions along an axis of no entries. The stock kernels leave what stood in memory before. */
export const mendEmptyReductions = (): void => {
  for (const [kernelName, neutral] of Object.entries(ofNothing)) {
    replaceKernel(kernelName, (stock) => (call) => {
      const x = call.inputs.x as TensorInfo;
      // The axes have two names among the kernels.
      const along = (call.attrs?.reductionIndices ?? call.attrs?.axis) as number[];
      const axes = util.parseAxisParam(along, x.shape);
      const { shape, empty } = reducedShape(x.shape, axes, Boolean(call.attrs?.keepDims));
      if (!empty) return stock(call);
      const out = call.backend.makeOutput(shape, kernelName === "Mean" ? "float32" : x.dtype);
      call.backend.typedArrayFromHeap(out).fill(neutral(x.dtype));
      return out;
    });
  }
};
