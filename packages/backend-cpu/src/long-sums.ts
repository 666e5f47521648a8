import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { binSums, longConvolution, longWindow, unfused } from "@textvae/ops";
import { type CpuCall, replaceKernel, valuesOf } from "./kernel.ts";

/** Convolutions with windows so long that sums in single precision lose digits, and weighted bins. */
export const mendLongSums = (): void => {
  for (const kernelName of ["Conv2D", "DepthwiseConv2dNative"]) {
    const depthwise = kernelName !== "Conv2D";
    replaceKernel(kernelName, (stock) => (call) => {
      const { inputs, attrs, backend } = call;
      const { x, filter } = inputs as { x: TensorInfo; filter: TensorInfo };
      const window = longWindow(x.shape, filter.shape, attrs, depthwise);
      if (!window) return stock(call) as TensorInfo;
      const [from, weights] = [valuesOf(x, backend), valuesOf(filter, backend)];
      const y = longConvolution(from, weights, window, depthwise);
      return backend.makeTensorInfo(window.outShape, "float32", y);
    });
  }
  for (const kernelName of ["Conv2D", "DepthwiseConv2D"]) {
    const depthwise = kernelName !== "Conv2D";
    const parts = depthwise ? "DepthwiseConv2dNative" : kernelName;
    replaceKernel(`Fused${kernelName}`, (stock) => (call) => {
      const { x, filter } = call.inputs as { x: TensorInfo; filter: TensorInfo };
      const isLong = longWindow(x.shape, filter.shape, call.attrs, depthwise) !== undefined;
      return isLong ? unfused("cpu", parts, call) : (stock(call) as TensorInfo);
    });
  }
  for (const kernelName of ["Bincount", "DenseBincount"]) {
    replaceKernel(kernelName, (stock) => (call) => binned(call) ?? (stock(call) as TensorInfo));
  }
};

const binned = ({ inputs, attrs, backend }: CpuCall): TensorInfo | undefined => {
  const { x, weights } = inputs as { x: TensorInfo; weights: TensorInfo };
  if (attrs?.binaryOutput || weights.dtype !== "float32") return undefined;
  const size = attrs?.size as number;
  const rows = x.shape.length === 1 ? 1 : (x.shape[0] as number);
  const weighed = util.sizeFromShape(weights.shape) > 0;
  const sums = binSums(valuesOf(x, backend), weighed ? valuesOf(weights, backend) : undefined, {
    rows,
    size,
  });
  const shape = x.shape.length === 1 ? [size] : [rows, size];
  return backend.makeTensorInfo(shape, "float32", Float32Array.from(sums));
};
