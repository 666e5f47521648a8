import {
  ones,
  sum,
  type Tensor,
  type Tensor2D,
  tanh,
  tensor1d,
  tensor2d,
  tensor3d,
  tidy,
  valueAndGrad,
} from "@tensorflow/tfjs-core";
import { wasm } from "@textvae/backend-wasm";
import { softmaxCrossEntropy } from "@textvae/ops";
import { beforeAll, describe, expect, test } from "vitest";
import { supported, uniform } from "./helpers.ts";

describe.each(supported)("%s kernels", (kernels) => {
  beforeAll(async () => {
    expect((await wasm({ kernels }).start()).facts.kernels).toBe(kernels);
  });

  test("tanh is right to 10⁻⁶ of itself, also where it is flat, and keeps NaN", async () => {
    const x = Float32Array.from({ length: 2001 }, (_, i) => (i - 1000) / 50);
    const y = await tidy(() => tanh(tensor1d(x))).data();
    const errors = Array.from(x.map(Math.tanh), (exact, i) =>
      Math.abs(((y[i] as number) - exact) / (exact || 1)),
    );
    expect(Math.max(...errors)).toBeLessThan(1e-6);
    const ends = await tidy(() => tanh(tensor1d([NaN, -Infinity, Infinity, 0]))).data();
    expect(Array.from(ends).map((value) => Math.round(value))).toEqual([NaN, -1, 1, 0]);
  });

  test("a forbidden word has no part in the cross-entropy; NaN is not hidden", async () => {
    const words = 13;
    const logits = new Float32Array(2 * words).fill(200);
    logits[3] = -Infinity;
    logits[words + 7] = NaN;
    const targets = Int32Array.of(5, 5);
    const { value, grad } = tidy(() =>
      valueAndGrad((x) => softmaxCrossEntropy(x as Tensor2D, targets))(
        tensor2d(logits, [2, words]),
        ones([2]),
      ),
    );
    const [loss, gradient] = [await value.data(), await grad.data()];
    expect(loss[0]).toBeCloseTo(Math.log(words - 1), 6);
    expect(gradient[3]).toBe(0);
    expect(gradient[4]).toBeCloseTo(1 / (words - 1), 6);
    expect(loss[1]).toBeNaN();
    for (const x of [value, grad]) x.dispose();
  });

  test("sums over the first, the last and all axes, of long rows too", async () => {
    const x = uniform(5, 3 * 7, 5003);
    const at = (i: number, j: number, k: number) => x[(i * 7 + j) * 5003 + k] as number;
    const [first, last, all] = tidy(() => {
      const x_3D = tensor3d(x, [3, 7, 5003]);
      return [sum(x_3D, [0, 1], true), sum(x_3D, [1, 2]), sum(x_3D)] as never;
    }) as unknown as [Tensor, Tensor, Tensor];
    expect([first.shape, last.shape, all.shape]).toEqual([[1, 1, 5003], [3], []]);
    let total = 0;
    let row = 0;
    let column = 0;
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 7; j++) {
        column += at(i, j, 11);
        for (let k = 0; k < 5003; k++) {
          total += at(i, j, k);
          if (i === 1) row += at(i, j, k);
        }
      }
    }
    expect((await first.data())[11]).toBeCloseTo(column, 5);
    expect((await last.data())[1]).toBeCloseTo(row, 3);
    expect((await all.data())[0]).toBeCloseTo(total, 3);
    for (const y of [first, last, all]) y.dispose();
  });
});
