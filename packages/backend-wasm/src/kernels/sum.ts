import { backend_util, type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { WasmCall } from "../mends/kernel.ts";
import { type Address, addressOf, borrow, heapOf } from "./heap.ts";
import type { KernelModule } from "./module.ts";
import { BLOCK } from "./split.ts";

type Blocks = "sumBlocks" | "squareBlocks";

/** Σ x or Σ x² over the entries of all inputs, a scalar. */
export const total =
  (kernels: KernelModule) =>
  ({ inputs, attrs, backend }: WasmCall): TensorInfo => {
    const blocks: Blocks = attrs?.squared ? "squareBlocks" : "sumBlocks";
    const y = backend.makeOutput([], "float32");
    const sums = Object.values(inputs).map((input) => {
      const x = input as TensorInfo;
      return sumOfBlocks(kernels, blocks, util.sizeFromShape(x.shape), addressOf(backend, x));
    });
    write(kernels, addressOf(backend, y), sums);
    return y;
  };

/** One number from the sums of blocks, which threads may share, added up in order. */
const sumOfBlocks = (
  kernels: KernelModule,
  blocks: Blocks,
  size: number,
  from: Address,
): number => {
  const count = Math.ceil(size / BLOCK);
  return borrow(kernels.backend, 8 * count, (sums) => {
    kernels[blocks](size, from, sums);
    return addUp(new Float64Array(heapOf(kernels.backend).buffer, sums, count));
  });
};

const addUp = (numbers: Iterable<number>): number => {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
};

const write = (kernels: KernelModule, to: Address, sums: readonly number[]): void => {
  new Float32Array(heapOf(kernels.backend).buffer, to, 1)[0] = addUp(sums);
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
    if (keptSize === 1 && summedSize > BLOCK) {
      write(kernels, to, [sumOfBlocks(kernels, "sumBlocks", summedSize, from)]);
    } else if (areLast) kernels.sumEachRow(keptSize, summedSize, from, to);
    else kernels.sumRows(summedSize, keptSize, from, 4 * keptSize, 0, to);
    return y;
  };
