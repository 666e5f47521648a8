import "@tensorflow/tfjs-backend-cpu";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import {
  backend,
  concat,
  grads,
  reshape,
  setBackend,
  square,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import { createRng } from "@textvae/core";
import { gatherRows, lstm, softmaxCrossEntropy, vocabularyCrossEntropy } from "@textvae/ops";
import { expect, onTestFinished, test } from "vitest";
import { onAdapter } from "./adapter.ts";

/** Value and gradients of a scalar at normal inputs of these shapes, one after the other. */
const differentiated = (shapes: readonly number[][], loss: (...x: Tensor[]) => Tensor): Tensor =>
  tidy(() => {
    const rng = createRng(5);
    const inputs = shapes.map((shape) => rng.normal(shape));
    const gradients = grads((...x: Tensor[]) => sum(loss(...x)))(inputs);
    return concat([loss(...inputs), ...gradients].map((x) => reshape(x, [-1])));
  });

/** The largest difference between webgpu and the portable operations on cpu, relative to 1 + |value|. */
const difference = async (compute: () => Tensor): Promise<number> => {
  const read = async () => {
    const y = compute();
    const values = await y.data();
    y.dispose();
    return values;
  };
  const actual = await read();
  await setBackend("cpu");
  const expected = Array.from(await read());
  await setBackend("webgpu");
  return expected.reduce((worst, y, i) => {
    const error = Math.abs(y - (actual[i] as number)) / (1 + Math.abs(y));
    return Math.max(worst, error);
  }, 0);
};

onAdapter("kernels", () => {
  test.each([
    ["rows than one workgroup's", 9, 16, 3, new Int32Array(9).fill(3)],
    ["rows than a grid is wide", 65_537, 1, 1, new Int32Array(65_537).fill(1)],
    ["places than lie in memory at a time", 3, 131, 3, Int32Array.of(3, 1, 2)],
    ["columns than a workgroup has threads", 3, 257, 2, Int32Array.of(1, 2, 2)],
    ["steps than one run takes", 3, 5, 67, Int32Array.of(67, 64, 1)],
  ])(
    "an LSTM of more %s: %i rows, %i features, %i steps",
    async (_, batch, features, time, lengths_B) => {
      const state = [batch, features];
      const shapes = [
        [time, batch, 5],
        [5, 4 * features],
        [features, 4 * features],
        [4 * features],
        state,
        state,
      ];
      const compute = () =>
        differentiated(shapes, (x, kernel, recurrent, bias, h0, c0) => {
          const { h_TBH, h_BH, c_BH } = lstm({
            x_TBE: x as Tensor3D,
            kernel_EG: kernel as Tensor2D,
            recurrent_HG: recurrent as Tensor2D,
            bias_G: bias as Tensor1D,
            h0_BH: h0 as Tensor2D,
            c0_BH: c0 as Tensor2D,
            lengths_B,
          });
          return concat([h_TBH, square(h_BH), c_BH].map((h) => reshape(h, [-1])));
        });
      expect(await difference(compute)).toBeLessThan(1e-4); // sums of up to 257 terms of size 1
    },
  );

  test.each([
    ["at once", 1 << 30],
    ["in blocks of two rows", 4 * 600 * 2],
  ])("cross-entropy over more words than a workgroup has threads, %s", async (_, binding) => {
    const { device } = backend() as WebGPUBackend;
    const { limits: stock } = device;
    const limited = new Proxy(stock, {
      get: (_, name: keyof GPUSupportedLimits) =>
        name === "maxStorageBufferBindingSize" ? binding : stock[name],
    });
    const limits = { configurable: true, writable: true };
    Object.defineProperty(device, "limits", { ...limits, value: limited });
    onTestFinished(() => {
      Object.defineProperty(device, "limits", { ...limits, value: stock });
    });
    const targets = Int32Array.of(0, 599, 256, 255, 17);
    const compute = () =>
      differentiated([[5, 7], [7, 600], [600]], (h, kernel, bias) =>
        vocabularyCrossEntropy(h as Tensor2D, kernel as Tensor2D, bias as Tensor1D, targets),
      );
    expect(await difference(compute)).toBeLessThan(1e-5);
  });

  test("a forbidden word has no part in the cross-entropy, and large logits do not overflow", async () => {
    const logits = new Float32Array(13).fill(200);
    logits[3] = -Infinity;
    const [value, gradient] = tidy(() => {
      const x = tensor2d(logits, [1, 13]);
      const loss = (x: Tensor) => sum(softmaxCrossEntropy(x as Tensor2D, Int32Array.of(5)));
      return [loss(x), ...grads(loss)([x])] as Tensor[];
    }) as [Tensor, Tensor];
    expect((await value.data())[0]).toBeCloseTo(Math.log(12), 6);
    expect((await gradient.data())[3]).toBe(0);
    for (const x of [value, gradient]) x.dispose();
  });

  test("rows added into one another give the same bits every time", async () => {
    const rows = Int32Array.from({ length: 300 }, (_, i) => (i * i) % 11);
    const compute = () => differentiated([[11, 6]], (x) => square(gatherRows(x as Tensor2D, rows)));
    const [first, second] = [compute(), compute()];
    expect(await second.data()).toEqual(await first.data());
    for (const x of [first, second]) x.dispose();
    expect(await difference(compute)).toBeLessThan(1e-5);
  });
});
