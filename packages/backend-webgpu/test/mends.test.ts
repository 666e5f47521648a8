import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import {
  acos,
  acosh,
  addN,
  asinh,
  atanh,
  backend,
  cast,
  cos,
  cosh,
  cumsum,
  elu,
  env,
  exp,
  expm1,
  greater,
  log,
  log1p,
  matMul,
  prod,
  relu6,
  reshape,
  sigmoid,
  sin,
  sinh,
  softmax,
  softplus,
  sum,
  type Tensor,
  tanh,
  tensor1d,
  tensor2d,
  tensor3d,
  tidy,
  tile,
  transpose,
  zeros,
} from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { onAdapter } from "./adapter.ts";

const values = async (compute: () => Tensor): Promise<number[]> => {
  const y = tidy(compute);
  const data = Array.from(await y.data());
  y.dispose();
  return data;
};

onAdapter("what is mended", () => {
  test("sine and cosine of large angles, and inverse cosine, are right to 10⁻⁶", async () => {
    const angles = Float32Array.from({ length: 401 }, (_, i) => (i - 200) * 0.731);
    const ratios = Float32Array.from({ length: 201 }, (_, i) => (i - 100) / 100);
    const near = async (compute: (x: Tensor) => Tensor, x: Float32Array, f: typeof Math.sin) => {
      const errors = (await values(() => compute(tensor1d(x)))).map((y, i) =>
        Math.abs(y - f(x[i] as number)),
      );
      expect(Math.max(...errors)).toBeLessThan(1e-6);
    };
    await near(sin, angles, Math.sin);
    await near(cos, angles, Math.cos);
    await near(acos, ratios, Math.acos);
  });

  const FUNCTIONS: Readonly<Record<string, readonly [(x: Tensor) => Tensor, typeof Math.sin]>> = {
    log: [log, Math.log],
    log1p: [log1p, Math.log1p],
    exp: [exp, Math.exp],
    expm1: [expm1, Math.expm1],
    sinh: [sinh, Math.sinh],
    cosh: [cosh, Math.cosh],
    tanh: [tanh, Math.tanh],
    asinh: [asinh, Math.asinh],
    acosh: [acosh, Math.acosh],
    atanh: [atanh, Math.atanh],
    sigmoid: [sigmoid, (x) => 1 / (1 + Math.exp(-x))],
    softplus: [softplus, (x) => Math.log1p(Math.exp(x))],
    relu6: [relu6, (x) => Math.min(6, Math.max(0, x))],
    elu: [elu, (x) => (x < 0 ? Math.expm1(x) : x)],
  };
  test.each(Object.entries(FUNCTIONS))(
    "%s keeps NaN, and is right at its edges",
    async (name, f) => {
      const [compute, exact] = f;
      const x = [Number.NaN, 0, 1e-8, -1e-8, 1e-4, -0.1, 0.124, 0.126, 0.5, 1, -1, 3, -40, -3e4];
      const y = await values(() => compute(tensor1d(x)));
      for (const [i, value] of y.entries()) {
        const of = Math.fround(x[i] as number);
        const right = exact(of);
        const error = Object.is(value, right) ? 0 : Math.abs(value - right) / Math.abs(right || 1);
        // eˣ − 1 of elu and log(1 + eˣ) of softplus are told to an absolute error alone.
        const near = /elu|softplus/.test(name) ? Math.abs(value - right) < 2e-7 : error < 5e-6;
        const same = near || Math.abs(value - right) === 0 || `${value}` === `${right}`;
        expect(same, `${name}(${of}) = ${value}, not ${right}`).toBe(true);
      }
    },
  );

  test("softmax of a row with NaN is NaN, and no other row", async () => {
    const y = await values(() =>
      softmax(
        tensor2d([
          [1, Number.NaN, 3],
          [1, 1, 1],
        ]),
      ),
    );
    expect(y.slice(0, 3)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    for (const p of y.slice(3)) expect(p).toBeCloseTo(1 / 3, 6);
  });

  test("integers are transposed", async () => {
    const x = () => tensor3d([1, 2, 3, 4, 5, 6], [1, 2, 3], "int32");
    expect(await values(() => transpose(x(), [2, 0, 1]))).toEqual([1, 4, 2, 5, 3, 6]);
    expect(await values(() => sum(x(), 1))).toEqual([5, 7, 9]);
  });

  test("running sums of one length after another", async () => {
    const reversed = (n: number) => () =>
      cumsum(tensor1d(new Float32Array(n).fill(1)), 0, false, true);
    for (const n of [3, 9, 5]) {
      expect(await values(reversed(n))).toEqual(Array.from({ length: n }, (_, i) => n - i));
    }
  });

  test("a sum of more tensors than a shader reads", async () => {
    const count = 40;
    const terms = () => Array.from({ length: count }, (_, i) => tensor1d([i, 1]));
    expect(await values(() => addN(terms()))).toEqual([(count * (count - 1)) / 2, count]);
  });

  test("a few numbers tiled to many, on the device whatever may be handed over", async () => {
    env().set("WEBGPU_CPU_FORWARD", true);
    const y = tile(tensor1d([1, 2]), [5000]);
    env().set("WEBGPU_CPU_FORWARD", false);
    const { resource } = (backend() as WebGPUBackend).tensorMap.get(y.dataId);
    expect(resource).toBeInstanceOf(GPUBuffer);
    const data = await y.data();
    expect([data.length, data[0], data[9999]]).toEqual([10_000, 1, 2]);
    y.dispose();
  });

  test("what is cast to floats and stored as integers", async () => {
    const ones = () => cast(greater(tensor2d([1, -1, 2, 3], [2, 2]), 0), "float32");
    expect(await values(() => sum(ones(), 0))).toEqual([2, 1]);
    expect(await values(() => transpose(reshape(ones(), [1, 2, 2]), [2, 1, 0]))).toEqual([
      1, 1, 0, 1,
    ]);
  });

  test("a product over an axis that is kept, of a small tensor on the processor too", async () => {
    for (const forward of [true, false]) {
      env().set("WEBGPU_CPU_FORWARD", forward);
      const y = tidy(() => prod(tensor2d([1, 2, 3, 4], [2, 2]), 1, true));
      expect(y.shape).toEqual([2, 1]);
      expect(Array.from(await y.data())).toEqual([2, 12]);
      y.dispose();
    }
  });

  test("the sum of nothing is zero", async () => {
    expect(await values(() => sum(tensor1d([])))).toEqual([0]);
    expect(await values(() => sum(zeros([0, 3]), 0))).toEqual([0, 0, 0]);
  });

  test("sums over leading axes, of more columns and rows than a workgroup has", async () => {
    const [rows, columns] = [19, 70];
    const x = () =>
      tensor2d(
        Float32Array.from({ length: rows * columns }, (_, i) => i),
        [rows, columns],
      );
    const column = (j: number) => (columns * rows * (rows - 1)) / 2 + rows * j;
    const expected = Array.from({ length: columns }, (_, j) => column(j));
    expect(await values(() => sum(x(), 0))).toEqual(expected);
    expect(await values(() => sum(reshape(x(), [rows, 7, 10]), [0, 1], true))).toEqual(
      Array.from({ length: 10 }, (_, j) =>
        [0, 1, 2, 3, 4, 5, 6].reduce((total, i) => total + (expected[10 * i + j] as number), 0),
      ),
    );
  });

  test("products whose batches repeat against each other", async () => {
    const a = () => reshape(tensor1d([1, 2]), [2, 1, 1, 1]);
    const b = () => tensor3d([3, 5, 7], [3, 1, 1]);
    expect(await values(() => matMul(a(), b()))).toEqual([3, 5, 7, 6, 10, 14]);
  });
});
