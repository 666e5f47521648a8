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
import { productOfTransposed } from "../kernels/product.ts";
import type { TensorFlowCall } from "../tensorflow.ts";
import { replaceKernel } from "./kernel.ts";

const METHODS = "calls methods of tensors that tfjs-core alone does not add";

/** What was wrong with each stock kernel that is replaced. */
export const MENDS: Readonly<Record<string, string>> = {
  Prelu: METHODS,
  ArgMax: `${METHODS}, for truth values`,
  ArgMin: `${METHODS}, for truth values`,
  Exp: `${METHODS}, for integers`,
  Round: "rounds integers to zero on TensorFlow 2.21",
  BatchMatMul: "slow when the left matrix is transposed",
};

let mended = false;

/** Mends the stock kernels, once per program. */
export const mendKernels = (): void => {
  if (mended) return;
  replaceKernel("Prelu", () => prelu);
  replaceKernel("ArgMax", converting("bool", "int32"));
  replaceKernel("ArgMin", converting("bool", "int32"));
  replaceKernel("Exp", converting("int32", "float32"));
  replaceKernel("Round", (stock) => (call) => {
    const x = call.inputs.x as Tensor;
    return x.dtype === "int32" ? x.clone() : stock(call);
  });
  replaceKernel("BatchMatMul", (stock) => (call) => {
    const { a, b } = call.inputs as { a: Tensor; b: Tensor };
    const { transposeA, transposeB } = call.attrs as Transposes;
    const matrices = a.rank === 2 && b.rank === 2;
    if (!matrices || !transposeA || transposeB) return stock(call);
    return productOfTransposed(call.backend, a, b);
  });
  mended = true;
};

type Transposes = Readonly<Record<"transposeA" | "transposeB", boolean>>;

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
