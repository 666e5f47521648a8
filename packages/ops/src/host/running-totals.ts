import type { TensorInfo } from "@tensorflow/tfjs-core";
import { axisOf, runningAlong } from "../accumulate.ts";
import { type HostTensors, mendWhere } from "./tensors.ts";

/** Cumsum and Cumprod whose totals are kept in double precision. */
export const mendRunningTotals = <B>(tensors: HostTensors<B>): void =>
  mendWhere(tensors, ["Cumsum", "Cumprod"], ({ inputs, attrs, backend }, kernelName) => {
    const x = inputs.x as TensorInfo;
    if (x.dtype !== "float32") return undefined;
    const along = axisOf(x.shape, attrs?.axis as number);
    const running = { ...attrs, product: kernelName === "Cumprod" };
    return tensors.filled(backend, x.shape, "float32", (totals) =>
      runningAlong(tensors.valuesOf(x, backend), along, running, totals),
    );
  });
