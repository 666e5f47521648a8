import { backend_util, type Tensor, util, zeros } from "@tensorflow/tfjs-core";
import { sumRows } from "../kernels/sum-rows.ts";
import { replaceKernel } from "./replace-kernel.ts";

interface Attributes {
  readonly axis: number | number[];
  readonly keepDims: boolean;
}

/**
 * Sum over no numbers, which is zero (the stock kernel divides by their number), and over leading
 * axes without a transposition.
 */
export const mendSum = (): void =>
  replaceKernel<{ x: Tensor }, Attributes>("Sum", (stock) => (call) => {
    const { x } = call.inputs;
    const axes = util.parseAxisParam(call.attrs.axis, x.shape);
    const leading = axes.length < x.rank && axes.every((axis) => axis < axes.length);
    if (x.size > 0 && !(leading && x.dtype === "float32")) return stock(call);
    const [rest] = backend_util.computeOutAndReduceShapes(x.shape, axes);
    const shape = call.attrs.keepDims ? backend_util.expandShapeToKeepDim(rest, axes) : rest;
    if (x.size === 0) return zeros(shape, x.dtype === "float32" ? "float32" : "int32");
    return sumRows(call.backend, x, util.sizeFromShape(rest), shape);
  });
