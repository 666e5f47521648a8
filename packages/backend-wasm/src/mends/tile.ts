import { type TensorInfo, type TypedArray, util } from "@tensorflow/tfjs-core";
import { replaceKernel } from "./kernel.ts";

/**
 * Tile by copies of whole blocks. The stock kernel goes entry by entry, ten times slower than
 * an addition of the same size; `broadcastTo`, `where` and the gradient of a sum run it.
 */
export const mendTile = (): void =>
  replaceKernel("Tile", (stock) => (call) => {
    const { inputs, attrs, backend } = call;
    const { x } = inputs as { x: TensorInfo };
    if (x.dtype === "string") return stock(call);

    const reps = attrs?.reps as number[];
    const out = backend.makeOutput(
      x.shape.map((size, axis) => size * (reps[axis] as number)),
      x.dtype,
    );
    if (util.sizeFromShape(out.shape) === 0) return out;
    // Both views are taken after the output is allocated, which may move the heap.
    const to = backend.typedArrayFromHeap(out);
    const from = backend.typedArrayFromHeap(x);
    to.set(from);
    let length = from.length;
    for (let axis = x.shape.length - 1; axis >= 0; axis--) {
      const block = util.sizeFromShape(out.shape.slice(axis)) / (reps[axis] as number);
      if (reps[axis] !== 1) length = repeatBlocks(to, length, block, reps[axis] as number);
    }
    return out;
  });

/** Repeats each block of the first `length` entries in place, the last block first; returns the new length. */
const repeatBlocks = (x: TypedArray, length: number, block: number, times: number): number => {
  for (let start = length - block; start >= 0; start -= block) {
    const target = start * times;
    x.copyWithin(target, start, start + block);
    if (block === 1) x.fill(x[target] as number, target, target + times);
    else for (let n = 1; n < times; n++) x.copyWithin(target + n * block, target, target + block);
  }
  return length * times;
};
