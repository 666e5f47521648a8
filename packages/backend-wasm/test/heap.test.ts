import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import {
  add,
  backend,
  conv2d,
  matMul,
  ones,
  softmax,
  type Tensor,
  type Tensor4D,
  tensor1d,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import { wasm } from "@textvae/backend-wasm";
import { linear } from "@textvae/ops";
import { beforeAll, describe, expect, test } from "vitest";
import { heapOf } from "../src/kernels/heap.ts";

beforeAll(async () => {
  await wasm({ threads: 1 }).start();
});

const FULL = expect.objectContaining({ code: "OUT_OF_MEMORY" });

describe("a full heap", () => {
  test("without a byte left, an operation throws and no tensor changes", async () => {
    const { wasm: module } = backend() as unknown as { wasm: { _malloc: (n: number) => number } };
    const [x, a] = [tensor1d([1, 2, 3, 4]), ones([8, 8])];
    const malloc = module._malloc;
    module._malloc = () => 0;
    try {
      expect(() => tensor1d([5, 6, 7, 8])).toThrow(FULL);
      expect(() => add(x, 1)).toThrow(FULL);
      expect(() => matMul(a, a)).toThrow(FULL);
      expect(() => softmax(a)).toThrow(FULL);
      expect(() => linear(a as never, a as never, x as never)).toThrow();
    } finally {
      module._malloc = malloc;
    }
    expect([...(await x.data())]).toEqual([1, 2, 3, 4]);
    expect([...(await matMul(a, a).data())]).toEqual(Array(64).fill(8));
  });

  test("a size of 4 GiB and more is not taken modulo 4 GiB", () => {
    const { move } = backend() as unknown as { move: (...of: unknown[]) => void };
    const huge = () => move.call(backend(), {}, null, [2 ** 30 + 4], "float32", 1);
    expect(huge).toThrow(FULL);
  });

  test("a block that ends beyond the heap is none, and is given back", async () => {
    const { wasm: module } = backend() as unknown as {
      wasm: { _malloc: (n: number) => number; _free: (address: number) => void };
    };
    const { _malloc: malloc, _free: free } = module;
    const beyond = heapOf(backend() as BackendWasm).buffer.byteLength - 16;
    const freed: number[] = [];
    module._malloc = () => beyond;
    module._free = (address) => freed.push(address);
    try {
      expect(() => tensor1d([5, 6, 7, 8, 9])).toThrow(FULL);
    } finally {
      Object.assign(module, { _malloc: malloc, _free: free });
    }
    expect(freed).toEqual([beyond]);
    expect([...(await add(tensor1d([1]), 1).data())]).toEqual([2]);
  });

  test("with room for an output and none for what computes it, nothing wrong is read", () => {
    const memory = heapOf(backend() as BackendWasm);
    const run = () =>
      tidy(() => {
        const x = ones([1, 40, 40, 16]) as Tensor4D;
        return [...conv2d(x, ones([5, 5, 16, 16]) as Tensor4D, 2, "same").dataSync()];
      });
    const right = run();
    memory.grow = () => {
      throw new RangeError("a heap of a few pages");
    };
    const hog: Tensor[] = [];
    const seen = new Set<string>();
    try {
      for (let size = 2 ** 20; size >= 2 ** 12; ) {
        try {
          hog.push(zeros([size]));
        } catch (error) {
          expect(error).toEqual(FULL);
          size >>= 1;
        }
      }
      while (hog.length > 0) {
        hog.pop()?.dispose();
        try {
          expect(run()).toEqual(right);
          seen.add("right");
        } catch (error) {
          expect(error).toEqual(FULL);
          seen.add((error as Error).message.includes("of its own") ? "kernel" : "tensor");
        }
      }
    } finally {
      delete (memory as { grow?: unknown }).grow;
    }
    expect([...seen].sort()).toEqual(["kernel", "right", "tensor"]);
  });
});
