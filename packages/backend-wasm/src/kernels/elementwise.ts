import { type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { WasmCall } from "../mends/kernel.ts";
import { addressOf } from "./heap.ts";
import type { KernelModule } from "./module.ts";

/** Four entries at a time; the stock kernels take one. */
const elementwise =
  (name: "sqrtAll" | "tanhAll") =>
  (kernels: KernelModule, otherwise: KernelFunc) =>
  (call: WasmCall): ReturnType<KernelFunc> => {
    const { inputs, backend } = call;
    const x = inputs.x as TensorInfo;
    if (x.dtype !== "float32") return otherwise(call);
    const y = backend.makeOutput(x.shape, "float32");
    kernels[name](util.sizeFromShape(x.shape), addressOf(backend, x), addressOf(backend, y));
    return y;
  };

type Elementwise = ReturnType<typeof elementwise>;

export const sqrt: Elementwise = elementwise("sqrtAll");
export const tanh: Elementwise = elementwise("tanhAll");
