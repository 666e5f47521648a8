import { backend_util, type KernelConfig, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { axisOf, sumsAlong } from "@textvae/ops";
import type { Cpu } from "../cpu/cpu.ts";
import { onHeap } from "./cpu-kernels.ts";
import { replaceKernel, type WasmCall, wasmKernel } from "./kernel.ts";

/*
 * Everything that adds up or multiplies many numbers, in double precision and rounded once. The
 * stock kernels add one by one in single precision.
 */
export const mendAccumulation = (cpu: Cpu): void => {
  replaceKernel("Sum", (stock) => (call) => {
    const x = call.inputs.x as TensorInfo;
    return x.dtype === "float32" ? reduced(call, (sum) => sum) : stock(call);
  });
  replaceKernel("Mean", () => (call) => reduced(call, (sum, count) => sum / count));
  const prod = onHeap(cpu, "Prod");
  replaceKernel("Prod", () => prod);
};

/** The sums of x over some axes, and what `finish` makes of each. */
const reduced = (
  { inputs, attrs, backend }: WasmCall,
  finish: (sum: number, count: number) => number,
): TensorInfo => {
  const x = inputs.x as TensorInfo;
  const rank = x.shape.length;
  const axes = util.parseAxisParam(attrs?.axis as number[], x.shape).sort((a, b) => a - b);
  const kept = x.shape.filter((_, axis) => !axes.includes(axis));
  const shape = attrs?.keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept;
  const out = backend.makeOutput(shape, "float32");

  const first = axes[0] ?? rank;
  const together = axes.every((axis, n) => axis === first + n);
  const perm = together ? null : backend_util.getAxesPermutation(axes, rank);
  const y = perm ? transposed(x, perm, backend) : x;
  const along = axisOf(y.shape, perm ? rank - axes.length : first, axes.length);
  const sums = sumsAlong(backend.typedArrayFromHeap(y), along);
  backend.typedArrayFromHeap(out).set(sums.map((sum) => finish(sum, along.size)));
  if (perm) backend.disposeData(y.dataId);
  return out;
};

const transposed = (x: TensorInfo, perm: number[], backend: WasmCall["backend"]): TensorInfo => {
  const { kernelFunc } = wasmKernel("Transpose") as KernelConfig;
  return kernelFunc({ inputs: { x }, backend, attrs: { perm } }) as TensorInfo;
};
