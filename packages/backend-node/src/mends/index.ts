import {
  abs,
  add,
  cast,
  type DataType,
  type KernelFunc,
  mul,
  relu,
  sub,
  type Tensor,
  tidy,
} from "@tensorflow/tfjs-core";
import type { TensorFlowCall } from "../tensorflow.ts";
import { replaceKernel } from "./kernel.ts";

let kernels: number | undefined;

/** Mends the stock kernels, once per program; returns how many were replaced. */
export const mendKernels = (): number => {
  kernels ??= mend();
  return kernels;
};

const mend = (): number => {
  // Stock kernels call methods of tensors that tfjs-core alone does not add.
  replaceKernel("Prelu", () => prelu);
  replaceKernel("ArgMax", converting("bool", "int32"));
  replaceKernel("ArgMin", converting("bool", "int32"));
  replaceKernel("Exp", converting("int32", "float32"));
  // TensorFlow 2.21 rounds integers to zero.
  replaceKernel("Round", (stock) => (call) => {
    const x = call.inputs.x as Tensor;
    return x.dtype === "int32" ? x.clone() : stock(call);
  });
  return 5;
};

/** max(x, 0) + α·min(x, 0). */
const prelu = ({ inputs }: TensorFlowCall): Tensor =>
  tidy(() => {
    const { x, alpha } = inputs as { x: Tensor; alpha: Tensor };
    return add(relu(x), mul(alpha, mul(sub(x, abs(x)), 0.5)));
  });

/** The stock kernel on an input of a type that it takes. */
const converting =
  (from: DataType, to: DataType) =>
  (stock: KernelFunc): ((call: TensorFlowCall) => ReturnType<KernelFunc>) =>
  (call) => {
    const x = call.inputs.x as Tensor;
    if (x.dtype !== from) return stock(call);
    const converted = cast(x, to);
    const y = stock({ ...call, inputs: { x: converted } });
    converted.dispose();
    return y;
  };
