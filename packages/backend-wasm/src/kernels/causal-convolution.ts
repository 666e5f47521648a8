import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { WasmCall } from "../mends/kernel.ts";
import { type Address, addressOf } from "./heap.ts";
import { type Matrix, matrixAt, matrixOf, transposed } from "./matrix.ts";
import type { KernelModule } from "./module.ts";
import { multiply } from "./multiply.ts";
import { type Run, spreadRuns, withRuns } from "./runs.ts";

/** y[t] = b + Σ_k x[t − k·dilation]·W[k]; steps before a sequence's first cost no product. */
export const causalConvolution =
  (kernels: KernelModule) =>
  ({ inputs, attrs, backend }: WasmCall): TensorInfo => {
    const { x_NI, kernel_KIO, bias_O } = inputs as Record<string, TensorInfo>;
    const x = matrixOf(backend, x_NI as TensorInfo);
    const taps = tapsOf(backend, kernel_KIO as TensorInfo);
    const y_NO = backend.makeOutput([x.rows, taps[0]?.columns as number], "float32");
    const y = matrixOf(backend, y_NO);
    for (const [k, tap] of taps.entries()) {
      if (k === 0) multiply(kernels, x, tap, y.address, addressOf(backend, bias_O as TensorInfo));
      else addProduct(kernels, [x, earlier(attrs, k)], tap, [y, later(attrs, k)]);
    }
    return y_NO;
  };

/** The gradient by x or by the kernel. */
export const causalConvolutionGrad =
  (kernels: KernelModule) =>
  ({ inputs, attrs, backend }: WasmCall): TensorInfo => {
    const { x_NI, kernel_KIO, dy_NO } = inputs as Record<
      "x_NI" | "kernel_KIO" | "dy_NO",
      TensorInfo
    >;
    const [x, dy] = [x_NI, dy_NO].map((tensor) => matrixOf(backend, tensor)) as [Matrix, Matrix];
    if ((attrs?.of as unknown) === "x_NI") {
      const dx_NI = backend.makeOutput(x_NI.shape, "float32");
      const dx = matrixOf(backend, dx_NI);
      for (const [k, tap] of tapsOf(backend, kernel_KIO).entries()) {
        if (k === 0) multiply(kernels, dy, transposed(tap), dx.address);
        else addProduct(kernels, [dy, later(attrs, k)], transposed(tap), [dx, earlier(attrs, k)]);
      }
      return dx_NI;
    }
    const dKernel_KIO = backend.makeOutput(kernel_KIO.shape, "float32");
    for (const [k, { address }] of tapsOf(backend, dKernel_KIO).entries()) {
      withRuns(backend, x, earlier(attrs, k), (past) =>
        withRuns(backend, dy, later(attrs, k), (now) =>
          multiply(kernels, transposed(past), now, address),
        ),
      );
    }
    return dKernel_KIO;
  };

/** The matrices `[I, O]` of a kernel. */
const tapsOf = (backend: BackendWasm, kernel_KIO: TensorInfo): Matrix[] => {
  const [taps, inputs, outputs] = kernel_KIO.shape as [number, number, number];
  const start: Address = addressOf(backend, kernel_KIO);
  return Array.from({ length: taps }, (_, k) => ({
    ...matrixAt(start + 4 * k * inputs * outputs, inputs, outputs),
    owner: kernel_KIO.dataId,
  }));
};

/** Some rows of c grow by the product of as many rows of a with b. */
const addProduct = (
  kernels: KernelModule,
  [a, aRuns]: readonly [Matrix, readonly Run[]],
  b: Matrix,
  [c, cRuns]: readonly [Matrix, readonly Run[]],
): void => {
  if (aRuns.length === 0) return;
  const { backend } = kernels;
  withRuns(backend, a, aRuns, (left) =>
    withRuns(backend, c, cRuns, (sums) => {
      multiply(kernels, left, b, sums.address, sums.address, sums.rowStep);
      spreadRuns(backend, sums, c, cRuns);
    }),
  );
};

type Attributes = WasmCall["attrs"];

/** Rows that a step k·dilation later still belongs to the same sequence with. */
const earlier = (attrs: Attributes, k: number): Run[] => runsOf(attrs, k, 0);

/** The rows k·dilation after those. */
const later = (attrs: Attributes, k: number): Run[] =>
  runsOf(attrs, k, k * (attrs?.dilation as number));

const runsOf = (attrs: Attributes, k: number, offset: number): Run[] => {
  const shift = k * (attrs?.dilation as number);
  const lengths = attrs?.lengths_B as unknown as Int32Array;
  if (shift === 0) return [{ start: 0, count: lengths.reduce((a, b) => a + b) }];
  const runs: Run[] = [];
  let start = 0;
  for (const length of lengths) {
    if (length > shift) runs.push({ start: start + offset, count: length - shift });
    start += length;
  }
  return runs;
};
