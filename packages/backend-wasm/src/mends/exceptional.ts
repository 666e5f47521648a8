import type { KernelConfig, KernelFunc, TensorInfo, TypedArray } from "@tensorflow/tfjs-core";
import type { Cpu } from "../cpu/cpu.ts";
import { onHeap } from "./cpu-kernels.ts";
import { replaceKernel, type WasmCall, wasmKernel } from "./kernel.ts";

/** Kernels that lose NaN, or an infinity, and are right on finite numbers. */
const LOSE_NAN = ["ClipByValue", "Maximum", "Minimum", "Relu", "Relu6", "Prelu", "Pow"];

/** Kernels that are wrong at some finite numbers, most of them tiny; pools, at the edges of strides too. */
const IMPRECISE = ["Log1p", "Sin", "Cos", "Sign", "Selu", "Mod", "MaxPool", "AvgPool"];

/** Kernels that clamp their result for an activation, which makes a number of NaN. */
const FUSED = ["_FusedMatMul", "FusedConv2D", "FusedDepthwiseConv2D"];

const CLAMPS: Readonly<Record<string, string>> = { relu: "Relu", relu6: "Relu6" };

/** Kernels that give NaN, infinities, zeros of either sign and tiny numbers what IEEE 754 gives them. */
export const mendExceptional = (cpu: Cpu): void => {
  for (const kernelName of LOSE_NAN) {
    const exact = onHeap(cpu, kernelName);
    replaceKernel(kernelName, (stock) => (call) => (takesFinite(call) ? stock(call) : exact(call)));
  }
  for (const kernelName of IMPRECISE) {
    const exact = onHeap(cpu, kernelName);
    replaceKernel(kernelName, () => exact);
  }
  const cast = onHeap(cpu, "Cast");
  replaceKernel(
    "Cast",
    (stock) => (call) => (call.attrs?.dtype === ("bool" as never) ? cast(call) : stock(call)),
  );
  for (const kernelName of FUSED) {
    replaceKernel(kernelName, (stock) => (call) => clampedAfter(stock, call));
  }
};

const takesFinite = ({ inputs, backend }: WasmCall): boolean =>
  Object.values(inputs).every((x) => !x || areFinite(backend.typedArrayFromHeap(x)));

const areFinite = (values: TypedArray): boolean => {
  // Zero times a number is zero, and NaN if it is not finite.
  let zero = 0;
  for (let n = 0; n < values.length; n++) zero += 0 * (values[n] as number);
  return zero === 0;
};

const clampedAfter = (stock: KernelFunc, call: WasmCall): ReturnType<KernelFunc> => {
  const clamp = CLAMPS[call.attrs?.activation as string];
  if (clamp === undefined) return stock(call);
  const { backend } = call;
  const x = stock({ ...call, attrs: { ...call.attrs, activation: "linear" } }) as TensorInfo;
  const { kernelFunc } = wasmKernel(clamp) as KernelConfig;
  const y = kernelFunc({ inputs: { x }, backend }) as TensorInfo;
  backend.disposeData(x.dataId);
  return y;
};
