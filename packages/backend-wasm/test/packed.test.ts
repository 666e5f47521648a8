import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import {
  backend,
  clone,
  matMul,
  reshape,
  scalar,
  tensor2d,
  type Variable,
  variable,
} from "@tensorflow/tfjs-core";
import { wasm } from "@textvae/backend-wasm";
import { moveBySgd } from "@textvae/ops";
import { beforeAll, expect, test } from "vitest";
import { heapOf } from "../src/kernels/heap.ts";
import { bits, uniform } from "./helpers.ts";

beforeAll(async () => {
  await wasm({ kernels: "plain", threads: 1 }).start();
});

const pages = () => heapOf(backend() as BackendWasm).buffer.byteLength;

test("a product is the same bits with weights packed for it, for keeps, and again", async () => {
  const [a, b] = [tensor2d(uniform(1, 3, 700), [3, 700]), tensor2d(uniform(2, 700, 37), [700, 37])];
  const results: Uint32Array[] = [];
  for (let n = 0; n < 4; n++) results.push(await bits(matMul(a, b)));
  for (const result of results) expect(result).toEqual(results[0]);
  for (const x of [a, b]) x.dispose();
});

test("a matrix that is read in two shapes and both ways has a packed form for each", async () => {
  const [a, b] = [tensor2d(uniform(3, 4, 6), [4, 6]), tensor2d(uniform(4, 6, 6), [6, 6])];
  const tall = reshape(b, [12, 3]);
  const c = tensor2d(uniform(5, 4, 12), [4, 12]);
  const products = () => [matMul(a, b), matMul(a, b, false, true), matMul(c, tall)];
  const first = await Promise.all(products().map(bits));
  for (let n = 0; n < 2; n++) expect(await Promise.all(products().map(bits))).toEqual(first);
  expect(first[0]).not.toEqual(first[1]);
  for (const x of [a, b, c, tall]) x.dispose();
});

test("the packed form goes with its tensor: weights that come and go take no more memory", () => {
  const a = tensor2d(uniform(6, 1, 1024), [1, 1024]);
  const round = () => {
    const b = tensor2d(new Float32Array(1024 * 2048), [1024, 2048]);
    for (let n = 0; n < 3; n++) matMul(a, b).dispose();
    b.dispose();
  };
  for (let n = 0; n < 3; n++) round();
  const before = pages();
  for (let n = 0; n < 30; n++) round();
  expect(pages()).toBe(before);
  a.dispose();
});

test("memory for packed forms is bounded: those unused for longest make way, and come back", async () => {
  const a = tensor2d(new Float32Array(2048).fill(0.5), [1, 2048]);
  const weights = Array.from({ length: 24 }, (_, n) =>
    tensor2d(new Float32Array(2048 * 2048).fill(n), [2048, 2048]),
  );
  const before = pages();
  for (const b of weights) for (let n = 0; n < 2; n++) matMul(a, b).dispose();
  expect(pages() - before).toBeLessThan(360 * 2 ** 20);
  for (const [n, b] of weights.entries()) {
    const c = matMul(a, b);
    expect((await c.data())[2047]).toBe(1024 * n);
    c.dispose();
  }
  for (const x of [a, ...weights]) x.dispose();
});

const addressOf = (x: Variable) => (backend() as BackendWasm).getMemoryOffset(x.dataId);

test("weights that are moved in place leave no packed form behind, neither ours nor XNNPACK's", async () => {
  for (const kernels of ["plain", "stock", "plain"] as const) {
    await wasm({ kernels, threads: 1 }).start();
    const a = tensor2d(uniform(7, 3, 70), [3, 70]);
    const start = tensor2d(uniform(8, 70, 37), [70, 37]);
    const b = variable(start);
    start.dispose();
    const before = scalar(1);
    for (let n = 0; n < 3; n++) {
      for (let use = 0; use < 3; use++) matMul(a, b).dispose();
      const address = addressOf(b);
      moveBySgd(b, tensor2d(uniform(9 + n, 70, 37), [70, 37]), { before, after: 1 }, 0.5);
      if (kernels === "plain") expect(addressOf(b)).toBe(address);
      const anew = tensor2d(await b.data(), [70, 37]);
      expect(await bits(matMul(a, b))).toEqual(await bits(matMul(a, anew)));
      anew.dispose();
    }
    for (const x of [a, b, before]) x.dispose();
  }
});

test("numbers that another tensor shares stay as they are", async () => {
  await wasm({ kernels: "plain", threads: 1 }).start();
  const start = tensor2d([[1, 2, 3]]);
  const parameter = variable(start);
  const held = clone(start);
  const before = scalar(1);
  moveBySgd(parameter, tensor2d([[1, 1, 1]]), { before, after: 1 }, 1);
  expect([...(await held.data())]).toEqual([1, 2, 3]);
  expect([...(await start.data())]).toEqual([1, 2, 3]);
  expect([...(await parameter.data())]).toEqual([0, 1, 2]);
  for (const x of [start, held, before, parameter]) x.dispose();
});
