import { broadcast_util, type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { itemOf } from "@textvae/ops";
import { type WasmCall, wasmKernel } from "../mends/kernel.ts";
import { isLong } from "../mends/long-product.ts";
import { checkRanks } from "../mends/product.ts";
import { addressOf } from "./heap.ts";
import { matrixAt, transposed } from "./matrix.ts";
import type { KernelModule } from "./module.ts";
import { multiply } from "./multiply.ts";

/** BatchMatMul in every transposition, batch axes broadcast. */
export const batchMatMul =
  (kernels: KernelModule, otherwise: KernelFunc) =>
  (call: WasmCall): ReturnType<KernelFunc> =>
    isFloat(call) && !isLong(call) ? products(kernels, call) : otherwise(call);

/** What runs after a product for each activation; absent where the other kernel is left to do it. */
const ACTIVATIONS: Readonly<Record<string, string | null>> = {
  linear: null,
  relu: "Relu",
  sigmoid: "Sigmoid",
};

/** _FusedMatMul with a bias of one axis and the activations of models. */
export const fusedMatMul =
  (kernels: KernelModule, otherwise: KernelFunc) =>
  (call: WasmCall): ReturnType<KernelFunc> => {
    const { inputs, attrs, backend } = call;
    const { b, bias } = inputs as { b: TensorInfo; bias?: TensorInfo };
    const columns = b.shape.at(attrs?.transposeB ? -2 : -1);
    const activation = ACTIVATIONS[attrs?.activation as string];
    const fits = !bias || (bias.shape.length === 1 && bias.shape[0] === columns);
    const ours = isFloat(call) && !isLong(call);
    if (!ours || !fits || activation === undefined) return otherwise(call);

    const x = products(kernels, call, bias ? addressOf(backend, bias) : 0);
    if (activation === null) return x;
    const y = wasmKernel(activation)?.kernelFunc({ inputs: { x }, backend }) as TensorInfo;
    backend.disposeData(x.dataId);
    return y;
  };

const isFloat = ({ inputs: { a, b } }: WasmCall): boolean =>
  a?.dtype === "float32" && b?.dtype === "float32";

/** op(a)·op(b) + bias for each pair of matrices. */
const products = (kernels: KernelModule, call: WasmCall, bias = 0): TensorInfo => {
  const { inputs, attrs, backend } = call;
  const { a, b } = inputs as { a: TensorInfo; b: TensorInfo };
  checkRanks(a, b);
  const batchA = a.shape.slice(0, -2);
  const batchB = b.shape.slice(0, -2);
  const batch = broadcast_util.assertAndGetBroadcastShape(batchA, batchB);

  const operand = (x: TensorInfo, transpose: boolean) => {
    const [rows, columns] = x.shape.slice(-2) as [number, number];
    return (item: number) => {
      const address = addressOf(backend, x) + 4 * item * rows * columns;
      const matrix = { ...matrixAt(address, rows, columns), owner: x.dataId };
      return transpose ? transposed(matrix) : matrix;
    };
  };
  const left = operand(a, Boolean(attrs?.transposeA));
  const right = operand(b, Boolean(attrs?.transposeB));
  const { rows, columns: depth } = left(0);
  const { rows: inner, columns } = right(0);
  util.assert(depth === inner, () => `matMul: inner sizes ${depth} and ${inner} must match.`);

  const out = backend.makeOutput([...batch, rows, columns], "float32");
  const start = addressOf(backend, out);
  for (let item = 0; item < util.sizeFromShape(batch); item++) {
    const a_MK = left(itemOf(item, batch, batchA));
    const b_KN = right(itemOf(item, batch, batchB));
    multiply(kernels, a_MK, b_KN, start + 4 * item * rows * columns, bias);
  }
  return out;
};
