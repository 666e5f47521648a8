import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import {
  add,
  backend,
  concat,
  fused,
  matMul,
  mul,
  reshape,
  scalar,
  square,
  sum,
  type Tensor,
  tanh,
  tensor1d,
  tidy,
  variable,
} from "@tensorflow/tfjs-core";
import { wasm } from "@textvae/backend-wasm";
import { createRng } from "@textvae/core";
import { moveByAdam, moveBySgd, total } from "@textvae/ops";
import { beforeAll, describe, expect, test } from "vitest";
import { heapOf, isShared } from "../src/kernels/heap.ts";
import { SPLITS, split } from "../src/kernels/split.ts";
import { bits, supported } from "./helpers.ts";
import { trainingGradients } from "./model.ts";

const flat = (tensors: readonly Tensor[]): Tensor =>
  concat(tensors.map((tensor) => reshape(tensor, [-1])));

/** Operations large enough to be cut, at sizes that no cut meets evenly. */
const OPERATIONS: Readonly<Record<string, () => Tensor>> = {
  "products in every transposition": () => {
    const rng = createRng(1);
    const [a, b, bias] = [rng.normal([331, 203]), rng.normal([203, 517]), rng.normal([517])];
    const [turnedA, turnedB] = [reshape(a, [203, 331]), reshape(b, [517, 203])];
    const products = [matMul(a, b), matMul(turnedA, b, true), matMul(a, turnedB, false, true)];
    return flat([...products, fused.matMul({ a, b, bias: bias as never })]);
  },
  "a product with a right operand that comes back": () => {
    const rng = createRng(2);
    const [a, b] = [rng.normal([19, 605]), rng.normal([605, 2203])];
    return flat([matMul(a, b), matMul(a, b), matMul(a, b)]);
  },
  "a tall product": () => {
    const rng = createRng(3);
    return flat([matMul(rng.normal([5003, 41]), rng.normal([41, 29]))]);
  },
  "entries and sums": () => {
    const x = createRng(4).normal([1201, 307]);
    const scaled = mul(add(x, square(x)), 0.3);
    return flat([scaled, tanh(x), sum(x, 0), sum(x, 1), sum(x), total([x], { squared: true })]);
  },
  "steps of optimisers": () => {
    const rng = createRng(5);
    const normal = () => rng.normal([100_003]);
    const parameter = variable(normal());
    const factors = { before: scalar(0.7), after: 1.5 };
    const inputs = { gradient: normal(), m: normal(), v: rng.uniform([100_003]) };
    const constants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, rate: 0.01, correction: 0.1 };
    const moments = moveByAdam(parameter, inputs, factors, constants);
    const first = mul(parameter, 1);
    moveBySgd(parameter, normal(), factors, 0.1);
    const second = mul(parameter, 1);
    parameter.dispose();
    return flat([first, second, ...moments]);
  },
  "the gradients of a model": () =>
    trainingGradients({ time: 9, batch: 17, embedding: 70, features: 93, words: 1501 }),
};

describe.each(supported)("%s kernels", (kernels) => {
  const results = new Map<number, Uint32Array[]>();
  beforeAll(async () => {
    for (const threads of [3, 2, 1]) {
      expect((await wasm({ kernels, threads }).start()).facts.threads).toBe(threads);
      const outputs: Uint32Array[] = [];
      for (const operation of Object.values(OPERATIONS)) outputs.push(await bits(tidy(operation)));
      results.set(threads, outputs);
    }
  });

  test.each(Object.keys(OPERATIONS))("%s: the same bits on 1, 2 and 3 threads", (name) => {
    const index = Object.keys(OPERATIONS).indexOf(name);
    const of = (threads: number) => results.get(threads)?.[index] as Uint32Array;
    expect(of(1).length).toBeGreaterThan(0);
    for (const threads of [2, 3]) expect(of(threads)).toEqual(of(1));
  });
});

test("the heap is shared, and tfjs's own workers were never started", async () => {
  await wasm({ threads: 2 }).start();
  expect(isShared(heapOf(backend() as BackendWasm))).toBe(true);
  expect(String((globalThis as { Worker?: unknown }).Worker)).not.toMatch(/Proxy/);
});

test("each kernel is cut into parts that together are the whole", () => {
  const size = 1_000_000;
  const call = [size, size, 7, 50, ...Array.from({ length: 13 }, (_, n) => 1000 * n)];
  for (const kernel of Object.keys(SPLITS)) {
    const parts = split(kernel, call, 3);
    expect(parts.length, kernel).toBeGreaterThan(2);
    const cutAt = [0, 1].find((n) => parts.some((part) => part[n] !== size)) as number;
    const sizes = parts.map((part) => part[cutAt] as number);
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(size);
  }
});

test("a small operation stays on one thread", () => {
  expect(split("tanhAll", [100, 64, 128], 4)).toEqual([[100, 64, 128]]);
});

test("an idle tensor of one entry passes through threads unharmed", async () => {
  await wasm({ threads: 2 }).start();
  expect(Array.from(await tidy(() => tanh(tensor1d([0]))).data())).toEqual([0]);
});
