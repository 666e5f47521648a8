import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { LONG } from "@textvae/ops";
import type { Cpu } from "../cpu/cpu.ts";
import { onHeap } from "./cpu-kernels.ts";
import { replaceKernel, type WasmCall } from "./kernel.ts";

const shapeOf = (x: TensorInfo | undefined): number[] => x?.shape ?? [];
const windowOf = ({ attrs }: WasmCall): number =>
  util.sizeFromShape(attrs?.filterSize as unknown as number[]);
/** A filter `[…, C, D]` is seen from its D outputs. */
const byInput = ({ inputs }: WasmCall): number =>
  util.sizeFromShape(shapeOf(inputs.filter).toSpliced(-2, 1));

/** How many terms the stock kernel adds up one by one for a number of its output. */
const TERMS: Readonly<Record<string, (call: WasmCall) => number>> = {
  Softmax: ({ inputs }) => shapeOf(inputs.logits).at(-1) ?? 1,
  AvgPool3D: windowOf,
  AvgPoolGrad: windowOf,
  AvgPool3DGrad: windowOf,
  Conv2DBackpropInput: byInput,
  Conv3DBackpropInputV2: byInput,
  Conv3DBackpropFilterV2: ({ inputs }) => util.sizeFromShape(shapeOf(inputs.dy).slice(0, -1)),
};

/** Kernels whose longest sums the cpu backend's make in double precision. */
export const borrowLongSums = (cpu: Cpu): void => {
  for (const [kernelName, terms] of Object.entries(TERMS)) {
    const exact = onHeap(cpu, kernelName);
    replaceKernel(
      kernelName,
      (stock) => (call) => (terms(call) > LONG ? exact(call) : stock(call)),
    );
  }
};
