import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { WasmCall } from "../mends/kernel.ts";
import { addressOf, inPlaceOf } from "./heap.ts";
import type { KernelModule } from "./module.ts";

/** The new parameter, m and v in one pass over memory, in the place of the old ones. */
export const adamMove =
  (kernels: KernelModule) =>
  ({ inputs, attrs, backend }: WasmCall): TensorInfo[] => {
    const { parameter, gradient, m, v, before } = inputs as Record<
      "parameter" | "gradient" | "m" | "v" | "before",
      TensorInfo
    >;
    const { after, beta1, beta2, epsilon, rate, correction } = attrs as Record<string, number>;
    const at = (x: TensorInfo) => addressOf(backend, x);
    const from = [parameter, gradient, m, v, before].map(at);
    const outputs = [parameter, m, v].map((old) => inPlaceOf(backend, old));
    kernels.adamMove(
      ...[util.sizeFromShape(parameter.shape), ...from],
      ...([after, beta1, beta2, epsilon, rate, correction] as number[]),
      ...outputs.map(at),
    );
    return outputs;
  };

/** The new parameter in the place of the old one. */
export const sgdMove =
  (kernels: KernelModule) =>
  ({ inputs, attrs, backend }: WasmCall): TensorInfo => {
    const { parameter, gradient, before } = inputs as Record<
      "parameter" | "gradient" | "before",
      TensorInfo
    >;
    const { after, rate } = attrs as Record<"after" | "rate", number>;
    const from = [parameter, gradient, before].map((x) => addressOf(backend, x));
    const moved = inPlaceOf(backend, parameter);
    kernels.sgdMove(
      ...[util.sizeFromShape(parameter.shape), ...from],
      ...[after, rate, addressOf(backend, moved)],
    );
    return moved;
  };
