import "@tensorflow/tfjs-backend-cpu";
import {
  argMax,
  backend,
  exp,
  getKernel,
  grads,
  memory,
  ones,
  round,
  setBackend,
  sum,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tensor3d,
  tidy,
  valueAndGrad,
} from "@tensorflow/tfjs-core";
import { node } from "@textvae/backend-node";
import { createRng } from "@textvae/core";
import { adamStep, lstm, softmaxCrossEntropy } from "@textvae/ops";
import { beforeAll, describe, expect, test } from "vitest";
import { absence, binding } from "./binding.ts";

describe.skipIf(!binding.ok)(`TensorFlow ${absence}`, () => {
  beforeAll(async () => {
    await node({ threads: 1 }).start();
  });

  test("reports what was found, and the same at a second start", async () => {
    const { name, facts } = await node().start();
    expect(name).toBe("node");
    expect(facts).toMatchObject({
      threads: 1,
      mended: 6,
      device: expect.stringMatching(/cpu|gpu/),
    });
    expect(facts.tensorflow).toMatch(/^\d+\.\d+\.\d+/);
    expect(facts.package).toMatch(/^@tensorflow\/tfjs-node/);
  });

  test("refuses other threads once it is loaded, and a GPU that is not there", async () => {
    await expect(node({ threads: 3 }).start()).rejects.toMatchObject({
      code: "BACKEND",
      message: expect.stringContaining("threads before the first start"),
    });
    const { facts } = await node().start();
    const asked = node({ device: "gpu" }).start();
    if (facts.device === "gpu") await expect(asked).resolves.toBeDefined();
    else await expect(asked).rejects.toThrow(/finds no GPU/);
  });

  test("stock kernels take turns with the fused ones and give the same", async () => {
    const h = async (kernels: "fused" | "stock") => {
      expect((await node({ kernels }).start()).facts.kernels).toBe(kernels);
      const used = getKernel("TextvaeLstm", "tensorflow");
      const rng = createRng(5);
      const { h_BH } = lstm({
        x_TBE: rng.normal([3, 2, 4]),
        kernel_EG: rng.normal([4, 12]),
        recurrent_HG: rng.normal([3, 12]),
        bias_G: rng.normal([12]),
        h0_BH: rng.normal([2, 3]),
        c0_BH: rng.normal([2, 3]),
        lengths_B: Int32Array.of(3, 2),
      } as Parameters<typeof lstm>[0]);
      return { used, values: Array.from(await h_BH.data()) };
    };
    const [fused, stock, again] = [await h("fused"), await h("stock"), await h("fused")];
    expect(stock.used).not.toBe(fused.used);
    expect(again).toEqual(fused);
    for (const [i, value] of fused.values.entries()) {
      expect(stock.values[i]).toBeCloseTo(value, 6);
    }
  });

  test("loading it leaves tfjs's other backends as they were", async () => {
    expect(await setBackend("cpu")).toBe(true);
    expect(backend().constructor.name).toMatch(/CPU/);
    await node().start();
  });

  test("integers and truth values go where stock kernels take only floats", async () => {
    const read = async (x: Tensor) => Array.from(await x.data());
    expect(await read(round(tensor1d([1, -2, 3], "int32")))).toEqual([1, -2, 3]);
    expect((await read(exp(tensor1d([0, 1], "int32"))))[1]).toBeCloseTo(Math.E, 5);
    expect(await read(argMax(tensor1d([false, true, false], "bool")))).toEqual([1]);
  });

  test("a forbidden word has no part in the cross-entropy; NaN is not hidden", async () => {
    const words = 13;
    const logits = new Float32Array(2 * words).fill(200);
    logits[3] = -Infinity;
    logits[words + 7] = Number.NaN;
    const { value, grad } = tidy(() =>
      valueAndGrad((x) => softmaxCrossEntropy(x as Tensor2D, Int32Array.of(5, 5)))(
        tensor2d(logits, [2, words]),
        ones([2]),
      ),
    );
    const [loss, gradient] = [await value.data(), await grad.data()];
    expect(loss[0]).toBeCloseTo(Math.log(words - 1), 6);
    expect(gradient[3]).toBe(0);
    expect(gradient[4]).toBeCloseTo(1 / (words - 1), 6);
    expect(loss[1]).toBeNaN();
  });

  test("Adam keeps its epsilon beside a corrected √v, early and late", async () => {
    // With a gradient far below ε the change is −rate·g/ε, whatever the correction.
    for (const correction of [0.001, 0.5, 1]) {
      const [gradient, m, v] = [tensor1d([1e-9]), tensor1d([0]), tensor1d([0])];
      const constants = { beta1: 0, beta2: 0.999, epsilon: 1e-3, rate: 0.1, correction };
      const [, , change] = adamStep({ gradient, m, v }, constants);
      expect(((await change?.data())?.[0] as number) / -1e-7).toBeCloseTo(1, 4);
    }
  });

  test("what adamStep was given is not changed", async () => {
    const given = { gradient: tensor1d([1, 2]), m: tensor1d([3, 4]), v: tensor1d([5, 6]) };
    const constants = { beta1: 0.9, beta2: 0.9, epsilon: 1e-8, rate: 1, correction: 1 };
    const first = await adamStep(given, constants)[0]?.data();
    adamStep({ ...given, m: tensor1d([7, 8]) }, constants);
    expect(Array.from(await given.m.data())).toEqual([3, 4]);
    expect(Array.from(await given.v.data())).toEqual([5, 6]);
    expect(Array.from(first as Float32Array)).toEqual([2.8, 3.8].map(Math.fround));
  });

  test("gradients leave neither tensors nor memory of TensorFlow behind", () => {
    const rng = createRng(2);
    const inputs = [[4, 3, 5], [5, 24], [6, 24], [24], [3, 6], [3, 6]].map((shape) =>
      rng.normal(shape),
    );
    const lengths_B = Int32Array.of(4, 1, 3);
    const names = ["x_TBE", "kernel_EG", "recurrent_HG", "bias_G", "h0_BH", "c0_BH"];
    const gradients = grads((...x) => {
      const named = Object.fromEntries(names.map((name, i) => [name, x[i]]));
      return sum(lstm({ ...named, lengths_B } as unknown as Parameters<typeof lstm>[0]).h_TBH);
    });
    const run = () => {
      for (const gradient of gradients(inputs)) gradient.dispose();
    };
    run();
    const before = [memory().numTensors, backend().numDataIds()];
    for (let i = 0; i < 3; i++) run();
    expect([memory().numTensors, backend().numDataIds()]).toEqual(before);
  });

  test("the LSTM does not look at the padding", async () => {
    const rng = createRng(3);
    const [kernel_EG, recurrent_HG, bias_G] = [
      rng.normal([2, 12]),
      rng.normal([3, 12]),
      ones([12]),
    ];
    const final = async (padding: number) => {
      const x_TBE = tensor3d([1, 2, padding, padding], [2, 1, 2]);
      const state = { h0_BH: ones([1, 3]), c0_BH: ones([1, 3]), lengths_B: Int32Array.of(1) };
      const parameters = { kernel_EG, recurrent_HG, bias_G };
      const { h_BH } = lstm({ x_TBE, ...parameters, ...state } as Parameters<typeof lstm>[0]);
      return Array.from(await h_BH.data());
    };
    expect(await final(5)).toEqual(await final(-7));
  });
});
