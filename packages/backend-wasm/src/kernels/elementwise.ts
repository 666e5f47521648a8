import { type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { WasmCall } from "../mends/kernel.ts";
import { addressOf } from "./heap.ts";
import type { KernelModule } from "./module.ts";

type Elementwise = (
  kernels: KernelModule,
  otherwise: KernelFunc,
) => (call: WasmCall) => ReturnType<KernelFunc>;

/** A kernel from floats of one shape to floats of the same shape; `operands` are more addresses. */
const map = (
  kernel: (...numbers: number[]) => void,
  { backend }: WasmCall,
  x: TensorInfo,
  ...operands: readonly TensorInfo[]
): TensorInfo => {
  const y = backend.makeOutput(x.shape, "float32");
  const addresses = [x, ...operands, y].map((tensor) => addressOf(backend, tensor));
  kernel(util.sizeFromShape(x.shape), ...addresses);
  return y;
};

/** Four entries at a time; the stock kernels take one. */
const unary =
  (name: "sqrtAll" | "tanhAll"): Elementwise =>
  (kernels, otherwise) =>
  (call) => {
    const x = call.inputs.x as TensorInfo;
    return x.dtype === "float32" ? map(kernels[name], call, x) : otherwise(call);
  };

export const sqrt: Elementwise = unary("sqrtAll");
export const tanh: Elementwise = unary("tanhAll");

export const square: Elementwise = (kernels, otherwise) => (call) => {
  const x = call.inputs.x as TensorInfo;
  return x.dtype === "float32" ? map(kernels.multiplyAll, call, x, x) : otherwise(call);
};

const areFloats = (...tensors: readonly TensorInfo[]): boolean =>
  tensors.every(({ dtype }) => dtype === "float32");

export const add: Elementwise = (kernels, otherwise) => (call) => {
  const { a, b } = call.inputs as Record<"a" | "b", TensorInfo>;
  const fits = areFloats(a, b) && util.arraysEqual(a.shape, b.shape);
  return fits ? map(kernels.addAll, call, a, b) : otherwise(call);
};

/** Of tensors of one shape, or of one and a scalar; otherwise as before. */
export const multiply: Elementwise = (kernels, otherwise) => (call) => {
  const { a, b } = call.inputs as Record<"a" | "b", TensorInfo>;
  if (!areFloats(a, b)) return otherwise(call);
  if (util.arraysEqual(a.shape, b.shape)) return map(kernels.multiplyAll, call, a, b);
  if (b.shape.length === 0) return map(kernels.scaleAll, call, a, b);
  if (a.shape.length === 0) return map(kernels.scaleAll, call, b, a);
  return otherwise(call);
};
