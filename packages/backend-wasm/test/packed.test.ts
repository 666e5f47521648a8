import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { backend, matMul, reshape, tensor2d } from "@tensorflow/tfjs-core";
import { wasm } from "@textvae/backend-wasm";
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
