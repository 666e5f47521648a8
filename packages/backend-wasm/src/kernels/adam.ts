import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { WasmCall } from "../mends/kernel.ts";
import { addressOf } from "./heap.ts";
import type { KernelModule } from "./module.ts";

/** The new m and v, and the change of the parameter, in one pass over memory. */
export const adam =
  (kernels: KernelModule) =>
  ({ inputs, attrs, backend }: WasmCall): TensorInfo[] => {
    const { gradient, m, v } = inputs as Record<"gradient" | "m" | "v", TensorInfo>;
    const { beta1, beta2, epsilon, rate, correction } = attrs as Record<string, number>;
    const outputs = [m, v, gradient].map(({ shape }) => backend.makeOutput(shape, "float32"));
    const at = (x: TensorInfo) => addressOf(backend, x);
    kernels.adam(
      ...[util.sizeFromShape(gradient.shape), ...[gradient, m, v].map(at)],
      ...([beta1, beta2, epsilon, rate, correction] as number[]),
      ...outputs.map(at),
    );
    return outputs;
  };
