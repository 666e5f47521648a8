import "@tensorflow/tfjs-backend-cpu";
import {
  backend,
  clone,
  conv1d,
  depthwiseConv2d,
  einsum,
  findBackendFactory,
  getKernel,
  grads,
  matMul,
  setBackend,
  square,
  sum,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  tensor1d,
  tidy,
} from "@tensorflow/tfjs-core";
import { wasm } from "@textvae/backend-wasm";
import { createRng } from "@textvae/core";
import { trainTinyModel } from "@textvae/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { supported } from "./helpers.ts";

const before = findBackendFactory("wasm");
const first = wasm({ threads: 2 });
let report: Awaited<ReturnType<typeof first.start>>;

beforeAll(async () => {
  report = await first.start();
});

describe("start", () => {
  test("importing the package registers no backend; starting it does", () => {
    expect(before).toBeFalsy();
    expect(findBackendFactory("wasm")).toBeTypeOf("function");
  });

  test("it is available here and reports SIMD, its threads and the mended kernels", async () => {
    expect(await first.available()).toEqual({ ok: true });
    expect(report).toMatchObject({
      name: "wasm",
      facts: { simd: true, threads: 2, mended: 56 },
    });
    // Which of them is the fastest, the machine says.
    expect(supported).toContain(report.facts.kernels);
    expect(Object.keys(report.mends ?? {})).toHaveLength(56);
  });

  test("a second start mends nothing again", async () => {
    const kernels = ["BatchMatMul", "_FusedMatMul", "Identity", "GatherV2", "Tile"];
    const mended = kernels.map((name) => getKernel(name, "wasm").kernelFunc);
    expect((await wasm({ threads: 2 }).start()).facts).toEqual(report.facts);
    expect(kernels.map((name) => getKernel(name, "wasm").kernelFunc)).toEqual(mended);
  });
});

describe("memory", () => {
  test("a clone shares its block and outlives the original", async () => {
    const x = tensor1d([1, 2, 3]);
    const blocks = backend().numDataIds();
    const y = clone(x);
    expect(backend().numDataIds()).toBe(blocks);
    x.dispose();
    expect(Array.from(await y.data())).toEqual([1, 2, 3]);
    y.dispose();
  });

  test("products of batches leave no view and no transposed operand behind", () => {
    const rng = createRng(3);
    const [a, b] = [rng.normal([4, 7, 3]), rng.normal([4, 5, 7])];
    const count = backend().numDataIds();
    for (let i = 0; i < 3; i++) matMul(a, b, true, true).dispose();
    expect(backend().numDataIds()).toBe(count);
    for (const tensor of [a, b]) tensor.dispose();
  });
});

/** Largest difference of the two backends' outputs, relative to 1 + |value|. */
const difference = async (compute: () => Tensor[]): Promise<number> => {
  const outputs: Float32Array[][] = [];
  for (const name of ["cpu", "wasm"]) {
    await setBackend(name);
    const tensors = tidy(compute);
    outputs.push(await Promise.all(tensors.map(async (t) => (await t.data()) as Float32Array)));
    for (const tensor of tensors) tensor.dispose();
  }
  const [expected, actual] = outputs as [Float32Array[], Float32Array[]];
  return Math.max(
    ...expected.flatMap((values, i) =>
      Array.from(values, (value, j) => {
        const other = actual[i]?.[j] as number;
        return Math.abs(value - other) / (1 + Math.abs(value));
      }),
    ),
  );
};

describe("kernels borrowed from the cpu backend give the same on wasm", () => {
  test("gradients of a one-dimensional convolution", async () => {
    const compute = () =>
      grads((x: Tensor, w: Tensor) => sum(square(conv1d(x as Tensor3D, w as Tensor3D, 1, "same"))))(
        [createRng(1).normal([2, 9, 3]), createRng(2).normal([3, 3, 4])],
      );
    expect(await difference(compute)).toBeLessThan(1e-5);
  });

  test("gradients of a depthwise convolution", async () => {
    const compute = () =>
      grads((x: Tensor, w: Tensor) =>
        sum(square(depthwiseConv2d(x as Tensor4D, w as Tensor4D, 1, "same"))),
      )([createRng(1).normal([2, 6, 6, 3]), createRng(2).normal([3, 3, 3, 2])]);
    expect(await difference(compute)).toBeLessThan(1e-5);
  });

  test("einsum, also one that returns its input", async () => {
    const compute = () => {
      const [a, b] = [createRng(1).normal([2, 3, 4]), createRng(2).normal([2, 4, 5])];
      return [einsum("bij,bjk->bik", a, b), einsum("bij->bij", a)];
    };
    expect(await difference(compute)).toBeLessThan(1e-5);
  });
});

test("300 steps of training go as on the cpu backend, to 10⁻⁴ nats per token", async () => {
  await setBackend("cpu");
  const expected = await trainTinyModel(300);
  await setBackend("wasm");
  const actual = await trainTinyModel(300);
  const largest = Math.max(...expected.map((loss, i) => Math.abs(loss - (actual[i] as number))));
  expect(largest).toBeLessThan(1e-4);
  expect(expected.at(-1)).toBeLessThan(0.5 * (expected[0] as number));
});
