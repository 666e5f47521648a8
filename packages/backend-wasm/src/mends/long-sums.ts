import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { binSums, longConvolution, longWindow, unfused, type Window } from "@textvae/ops";
import { replaceKernel, type WasmCall } from "./kernel.ts";

/** Convolutions with windows so long that sums in single precision lose digits, and weighted bins. */
export const mendLongSums = (): void => {
  for (const kernelName of ["Conv2D", "DepthwiseConv2dNative"]) {
    const depthwise = kernelName !== "Conv2D";
    replaceKernel(kernelName, (stock) => (call) => {
      const { x, filter } = call.inputs as { x: TensorInfo; filter: TensorInfo };
      const window = longWindow(x.shape, filter.shape, call.attrs, depthwise);
      return window ? convolved(call, window, depthwise) : stock(call);
    });
  }
  for (const kernelName of ["Conv2D", "DepthwiseConv2D"]) {
    const depthwise = kernelName !== "Conv2D";
    const parts = depthwise ? "DepthwiseConv2dNative" : kernelName;
    replaceKernel(`Fused${kernelName}`, (stock) => (call) => {
      const { x, filter } = call.inputs as { x: TensorInfo; filter: TensorInfo };
      const isLong = longWindow(x.shape, filter.shape, call.attrs, depthwise) !== undefined;
      return isLong ? unfused("wasm", parts, call) : stock(call);
    });
  }
  for (const kernelName of ["Bincount", "DenseBincount"]) {
    const flat = kernelName === "Bincount";
    replaceKernel(kernelName, (stock) => (call) => binned(call, flat) ?? stock(call));
  }
};

/** Sums of weights, or counts, of all entries or of each row; undefined where nothing is added up. */
const binned = ({ inputs, attrs, backend }: WasmCall, flat: boolean): TensorInfo | undefined => {
  const { x, weights } = inputs as { x: TensorInfo; weights: TensorInfo };
  if (attrs?.binaryOutput || weights.dtype !== "float32") return undefined;
  const size = attrs?.size as number;
  const ofRows = !flat && x.shape.length > 1;
  const rows = ofRows ? (x.shape[0] as number) : 1;
  const weighed = util.sizeFromShape(weights.shape) > 0;
  const given = weighed ? backend.typedArrayFromHeap(weights) : undefined;
  const sums = binSums(backend.typedArrayFromHeap(x), given, { rows, size });
  const out = backend.makeOutput(ofRows ? [rows, size] : [size], "float32");
  backend.typedArrayFromHeap(out).set(sums);
  return out;
};

const convolved = ({ inputs, backend }: WasmCall, info: Window, depthwise: boolean): TensorInfo => {
  const { x, filter } = inputs as { x: TensorInfo; filter: TensorInfo };
  const out = backend.makeOutput(info.outShape, "float32");
  const [from, weights] = [x, filter].map((of) => backend.typedArrayFromHeap(of));
  const y = longConvolution(from as Float32Array, weights as Float32Array, info, depthwise);
  backend.typedArrayFromHeap(out).set(y);
  return out;
};
