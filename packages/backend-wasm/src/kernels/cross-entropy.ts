import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { WasmCall } from "../mends/kernel.ts";
import { addressOf, borrow, borrowIntegers, heapOf } from "./heap.ts";
import { matrixAt, matrixOf, transposed } from "./matrix.ts";
import type { KernelModule } from "./module.ts";
import { multiply } from "./multiply.ts";

/** The loss `[N]` and, asked for, R = softmax − one-hot in the memory of the logits. */
const crossEntropy = (
  { softmaxCrossEntropy }: KernelModule,
  { attrs, backend }: WasmCall,
  logits_NV: TensorInfo,
): TensorInfo[] => {
  const [rows, columns] = logits_NV.shape as [number, number];
  const loss_N = backend.makeOutput([rows], "float32");
  borrowIntegers(backend, attrs?.targets as unknown as Int32Array, (targets) =>
    borrow(backend, 4 * rows, (sums) => {
      const [logits, shifts] = [addressOf(backend, logits_NV), addressOf(backend, loss_N)];
      softmaxCrossEntropy(rows, columns, logits, targets, shifts, sums);
      const sums_N = new Float32Array(heapOf(backend).buffer, sums, rows);
      const shifts_N = new Float32Array(heapOf(backend).buffer, shifts, rows);
      for (const [row, sum] of sums_N.entries()) {
        shifts_N[row] = (shifts_N[row] as number) + Math.log(sum);
      }
    }),
  );
  if (attrs?.residuals) return [loss_N, logits_NV];
  backend.disposeData(logits_NV.dataId);
  return [loss_N];
};

export const softmaxCrossEntropy =
  (kernels: KernelModule) =>
  (call: WasmCall): TensorInfo[] => {
    const { inputs, backend } = call;
    const logits_NV = inputs.logits_NV as TensorInfo;
    const copy_NV = backend.makeOutput(logits_NV.shape, "float32");
    backend.typedArrayFromHeap(copy_NV).set(backend.typedArrayFromHeap(logits_NV));
    return crossEntropy(kernels, call, copy_NV);
  };

export const vocabularyCrossEntropy =
  (kernels: KernelModule) =>
  (call: WasmCall): TensorInfo[] => {
    const { inputs, backend } = call;
    const { h_NH, kernel_HV, bias_V } = inputs as Record<string, TensorInfo>;
    const h = matrixOf(backend, h_NH as TensorInfo);
    const kernel = matrixOf(backend, kernel_HV as TensorInfo);
    const logits_NV = backend.makeOutput([h.rows, kernel.columns], "float32");
    const bias = addressOf(backend, bias_V as TensorInfo);
    multiply(kernels, h, kernel, addressOf(backend, logits_NV), bias);
    return crossEntropy(kernels, call, logits_NV);
  };

type GradInputs = Record<"dy_N" | "h_NH" | "kernel_HV" | "bias_V" | "residual", TensorInfo>;

/** One of the three gradients; dy scales the rows of the smaller factor of a product with R. */
export const vocabularyCrossEntropyGrad =
  (kernels: KernelModule) =>
  ({ inputs, attrs, backend }: WasmCall): TensorInfo => {
    const given = inputs as GradInputs;
    const of = attrs?.of as "h_NH" | "kernel_HV" | "bias_V";
    const out = backend.makeOutput(given[of].shape, "float32");
    GRADIENTS[of](kernels, backend, given, addressOf(backend, out));
    return out;
  };

type Gradient = (
  kernels: KernelModule,
  backend: BackendWasm,
  inputs: GradInputs,
  out: number,
) => void;

const GRADIENTS: Readonly<Record<"h_NH" | "kernel_HV" | "bias_V", Gradient>> = {
  h_NH(kernels, backend, { dy_N, kernel_HV, residual }, out) {
    const residual_NV = matrixOf(backend, residual);
    const kernel_VH = transposed(matrixOf(backend, kernel_HV));
    multiply(kernels, residual_NV, kernel_VH, out);
    kernels.scaleRows(residual_NV.rows, kernel_VH.columns, out, addressOf(backend, dy_N), out);
  },
  kernel_HV(kernels, backend, { dy_N, h_NH, residual }, out) {
    const { rows, columns, address } = matrixOf(backend, h_NH);
    borrow(backend, 4 * rows * columns, (scaled) => {
      kernels.scaleRows(rows, columns, address, addressOf(backend, dy_N), scaled);
      const h_HN = transposed(matrixAt(scaled, rows, columns));
      multiply(kernels, h_HN, matrixOf(backend, residual), out);
    });
  },
  bias_V(kernels, backend, { dy_N, residual }, out) {
    const { rows, columns, address } = matrixOf(backend, residual);
    kernels.sumRows(rows, columns, address, 4 * columns, addressOf(backend, dy_N), out);
  },
};
