import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type ConvolutionKind, longConvolution, longWindow } from "../long-windows.ts";
import { unfused } from "../unfused.ts";
import { type HostTensors, mendWhere } from "./tensors.ts";

const FUSED: Readonly<Record<string, ConvolutionKind>> = {
  FusedConv2D: "Conv2D",
  FusedDepthwiseConv2D: "DepthwiseConv2dNative",
};

/** Convolutions with windows so long that sums in single precision lose digits, fused ones too. */
export const mendConvolutions = <B>(tensors: HostTensors<B>): void => {
  const kinds: readonly ConvolutionKind[] = ["Conv2D", "Conv3D", "DepthwiseConv2dNative"];
  mendWhere(tensors, kinds, ({ inputs, attrs, backend }, kernelName) => {
    const { x, filter } = inputs as { x: TensorInfo; filter: TensorInfo };
    const kind = kernelName as ConvolutionKind;
    const window = longWindow(kind, x.shape, filter.shape, attrs);
    if (!window) return undefined;
    return tensors.filled(backend, window.outShape, "float32", (y) => {
      const [from, weights] = [tensors.valuesOf(x, backend), tensors.valuesOf(filter, backend)];
      longConvolution(from, weights, window, kind === "DepthwiseConv2dNative", y);
    });
  });
  mendWhere(tensors, Object.keys(FUSED), (call, kernelName) => {
    const { x, filter } = call.inputs as { x: TensorInfo; filter: TensorInfo };
    const kind = FUSED[kernelName] as ConvolutionKind;
    const isLong = longWindow(kind, x.shape, filter.shape, call.attrs) !== undefined;
    return isLong ? unfused(tensors.backendName, kind, call) : undefined;
  });
};
