import { backend_util, type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { WasmCall } from "../mends/kernel.ts";
import { type Address, addressOf, borrow, heapOf } from "./heap.ts";
import type { KernelModule } from "./module.ts";
import { BLOCK } from "./split.ts";

/** Σ x², a scalar. */
export const sumOfSquares =
  (kernels: KernelModule) =>
  ({ inputs, backend }: WasmCall): TensorInfo => {
    const x = inputs.x as TensorInfo;
    const y = backend.makeOutput([], "float32");
    const [from, to] = [addressOf(backend, x), addressOf(backend, y)];
    total(kernels, "squareBlocks", util.sizeFromShape(x.shape), from, to);
    return y;
  };

/** One number from the sums of blocks, which threads may share, added up in order. */
const total = (
  kernels: KernelModule,
  blocks: "sumBlocks" | "squareBlocks",
  size: number,
  from: Address,
  to: Address,
): void => {
  const count = Math.ceil(size / BLOCK);
  borrow(kernels.backend, 8 * count, (sums) => {
    kernels[blocks](size, from, sums);
    const { buffer } = heapOf(kernels.backend);
    let sum = 0;
    for (const part of new Float64Array(buffer, sums, count)) sum += part;
    new Float32Array(buffer, to, 1)[0] = sum;
  });
};

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
    if (keptSize === 1 && summedSize > BLOCK) total(kernels, "sumBlocks", summedSize, from, to);
    else if (areLast) kernels.sumEachRow(keptSize, summedSize, from, to);
    else kernels.sumRows(summedSize, keptSize, from, 4 * keptSize, 0, to);
    return y;
  };
