import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { WasmCall } from "../mends/kernel.ts";
import { addressOf } from "./heap.ts";
import { matrixOf } from "./matrix.ts";
import type { KernelModule } from "./module.ts";
import { multiply } from "./multiply.ts";

/** y = x·W + b. */
export const linear =
  (kernels: KernelModule) =>
  ({ inputs, backend }: WasmCall): TensorInfo => {
    const { x_NI, kernel_IO, bias_O } = inputs as Record<string, TensorInfo>;
    const x = matrixOf(backend, x_NI as TensorInfo);
    const kernel = matrixOf(backend, kernel_IO as TensorInfo);
    const y_NO = backend.makeOutput([x.rows, kernel.columns], "float32");
    const bias = bias_O ? addressOf(backend, bias_O) : 0;
    multiply(kernels, x, kernel, addressOf(backend, y_NO), bias);
    return y_NO;
  };
