import { backend_util, type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { WasmCall } from "../mends/kernel.ts";
import { addressOf } from "./heap.ts";
import type { KernelModule } from "./module.ts";

/**
 * Sums over the last axes or over the first ones, without the transposition that the stock
 * kernel does for the latter.
 */
export const sum =
  (kernels: KernelModule, otherwise: KernelFunc) =>
  (call: WasmCall): ReturnType<KernelFunc> => {
    const { inputs, attrs, backend } = call;
    const x = inputs.x as TensorInfo;
    const axes = util.parseAxisParam(attrs?.axis as number[], x.shape).sort((a, b) => a - b);
    const rank = x.shape.length;
    const kept = x.shape.filter((_, axis) => !axes.includes(axis));
    const [keptSize, summedSize] = [kept, axes.map((axis) => x.shape[axis] as number)].map((s) =>
      util.sizeFromShape(s),
    ) as [number, number];
    const areLast = axes.every((axis, n) => axis === rank - axes.length + n) || keptSize === 1;
    const areFirst = axes.every((axis, n) => axis === n);
    if (x.dtype !== "float32" || !(areLast || areFirst)) return otherwise(call);

    const shape = attrs?.keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept;
    const y = backend.makeOutput(shape, "float32");
    const [from, to] = [addressOf(backend, x), addressOf(backend, y)];
    if (areLast) kernels.sumEachRow(keptSize, summedSize, from, to);
    else kernels.sumRows(summedSize, keptSize, from, 4 * keptSize, 0, to);
    return y;
  };
