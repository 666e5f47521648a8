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
    const flat = kernelName === "Bincount";
    replaceKernel(
      kernelName,
      (stock) => (call) => binned(call, flat) ?? (stock(call) as TensorInfo),
    );
  }
};

/** Bins of all entries, or of each row; undefined where nothing is added up. */
const binned = ({ inputs, attrs, backend }: CpuCall, flat: boolean): TensorInfo | undefined => {
  const { x, weights } = inputs as { x: TensorInfo; weights: TensorInfo };
  if (attrs?.binaryOutput || weights.dtype !== "float32") return undefined;
  const size = attrs?.size as number;
  const ofRows = !flat && x.shape.length > 1;
  const rows = ofRows ? (x.shape[0] as number) : 1;
  const weighed = util.sizeFromShape(weights.shape) > 0;
  const sums = binSums(valuesOf(x, backend), weighed ? valuesOf(weights, backend) : undefined, {
    rows,
    size,
  });
  const shape = ofRows ? [rows, size] : [size];
  return backend.makeTensorInfo(shape, "float32", Float32Array.from(sums));
};
