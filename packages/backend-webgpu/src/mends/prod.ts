import { backend_util, type Tensor, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { replaceKernel } from "./replace-kernel.ts";

interface Attributes {
  readonly axis: number | number[];
  readonly keepDims: boolean;
}

/** Prod that keeps its axes as 1 when asked to; the stock kernel forgets it for small tensors. */
export const mendProd = (): void =>
  replaceKernel<{ x: Tensor }, Attributes>("Prod", (stock) => (call) => {
    const result = stock(call) as TensorInfo;
    if (!call.attrs.keepDims) return result;
    const { shape } = call.inputs.x;
    const axes = util.parseAxisParam(call.attrs.axis, shape);
    const [rest] = backend_util.computeOutAndReduceShapes(shape, axes);
    return { ...result, shape: backend_util.expandShapeToKeepDim(rest, axes) };
  });
