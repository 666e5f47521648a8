import { grads, sum, type Tensor, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import {
  entropyOfBits,
  entropyOfLogits,
  exponentialExcess,
  klOfBits,
  klOfLogits,
  logProbabilities,
  oneHotRows,
  weightedLog,
} from "../src/index.ts";
import { BITS, CLASSES, EXCESSES } from "./logits.fixture.ts";
import { startCpu } from "./support.ts";

const numbers = async (x: Tensor): Promise<number[]> => Array.from(await x.data());

/** Largest |got/want − 1|. */
const relative = (got: readonly number[], want: readonly number[]): number =>
  Math.max(...want.map((w, i) => Math.abs((got[i] as number) / w - 1)));

const none = Number.NEGATIVE_INFINITY;

beforeAll(async () => {
  await startCpu();
});

test("KL and entropy of bits, near equality and near certainty", async () => {
  const column = (i: 0 | 1) => tensor1d(BITS.map((row) => row[i]));
  const kl = await numbers(klOfBits(column(0), column(1)));
  expect(
    relative(
      kl,
      BITS.map((row) => row[2]),
    ),
  ).toBeLessThan(1e-5);
  const entropy = await numbers(entropyOfBits(column(0)));
  expect(
    relative(
      entropy,
      BITS.map((row) => row[3]),
    ),
  ).toBeLessThan(2e-6);
});

test("KL and entropy of classes, near equality and near certainty", async () => {
  const rows = (of: "q" | "p") => tensor2d(CLASSES.map((row) => [...row[of]]));
  const kl = await numbers(klOfLogits(rows("q"), rows("p")));
  expect(
    relative(
      kl,
      CLASSES.map((row) => row.kl),
    ),
  ).toBeLessThan(1e-4);
  const entropy = await numbers(entropyOfLogits(rows("q")));
  expect(
    relative(
      entropy,
      CLASSES.map((row) => row.entropy),
    ),
  ).toBeLessThan(2e-6);
});

test("eˣ − 1 − x keeps its digits", async () => {
  const value = await numbers(exponentialExcess(tensor1d(EXCESSES.map(([x]) => x))));
  expect(
    relative(
      value,
      EXCESSES.map(([, want]) => want),
    ),
  ).toBeLessThan(1e-6);
});

test("no KL is negative, that of equal rows is zero", async () => {
  const noise = (i: number, scale: number) => scale * Math.sin(1 + 7.3 * i * i);
  const rows = (scale: number) =>
    tensor2d(
      Array.from({ length: 1600 }, (_, i) => noise(i, 3) + noise(i + 0.5, scale)),
      [200, 8],
    );
  for (const scale of [0, 1e-7, 1e-5, 1e-3, 1, 50]) {
    const kl = await numbers(klOfLogits(rows(0), rows(scale)));
    expect(Math.min(...kl)).toBeGreaterThanOrEqual(0);
    const bits = await numbers(klOfBits(rows(0), rows(scale)));
    expect(Math.min(...bits)).toBeGreaterThanOrEqual(0);
    if (scale === 0) expect(Math.max(...kl, ...bits)).toBe(0);
  }
});

test("a class that never comes counts as nothing", async () => {
  // Enumeration: q = (0, ¼, ¾), p uniform.
  const q = () => tensor2d([[none, 0, Math.log(3)]]);
  const kl = 0.25 * Math.log(0.75) + 0.75 * Math.log(2.25);
  expect(relative(await numbers(klOfLogits(q(), tensor2d([[0, 0, 0]]))), [kl])).toBeLessThan(1e-6);
  expect(relative(await numbers(entropyOfLogits(q())), [Math.log(3) - kl])).toBeLessThan(1e-6);
  expect(await numbers(klOfLogits(q(), q()))).toEqual([0]);
  expect(await numbers(klOfLogits(tensor2d([[0, 0, 0]]), q()))).toEqual([Infinity]);
  expect((await numbers(logProbabilities(q())))[0]).toBe(none);
  const [ofQ, ofP] = grads((a, b) => sum(klOfLogits(a, b)))([q(), tensor2d([[0, 0, 0]])]);
  const [first, second, third] = await numbers(ofQ as Tensor);
  expect(first).toBe(0);
  // q (ln q − ln p − KL)
  expect(second).toBeCloseTo(0.25 * (Math.log(0.75) - kl), 6);
  expect(third).toBeCloseTo(0.75 * (Math.log(2.25) - kl), 6);
  expect((await numbers(ofP as Tensor)).every(Number.isFinite)).toBe(true);
  const [ofH] = grads((a) => sum(entropyOfLogits(a)))([q()]);
  expect((await numbers(ofH as Tensor)).every(Number.isFinite)).toBe(true);
});

test("a certain bit has no entropy, and a KL of −ln of what p gives it", async () => {
  const certain = () => tensor1d([Infinity, none, 100, -100]);
  const other = () => tensor1d([1, 1, 1, 1]);
  const [yes, no] = [Math.log1p(Math.exp(-1)), Math.log1p(Math.exp(1))];
  expect(relative(await numbers(klOfBits(certain(), other())), [yes, no, yes, no])).toBeLessThan(
    1e-6,
  );
  expect((await numbers(entropyOfBits(certain()))).every((h) => h >= 0 && h < 1e-40)).toBe(true);
  expect(await numbers(klOfBits(certain(), certain()))).toEqual([0, 0, 0, 0]);
  expect((await numbers(klOfBits(other(), certain()))).slice(0, 2)).toEqual([Infinity, Infinity]);
  for (const gradient of [
    ...grads((a, b) => sum(klOfBits(a, b)))([certain(), other()]),
    ...grads((a) => sum(entropyOfBits(a)))([certain()]),
  ]) {
    expect((await numbers(gradient)).every(Number.isFinite)).toBe(true);
  }
});

test("gradients are those of the definition", async () => {
  // ∂KL/∂l_q = q(1−q)(l_q − l_p), ∂KL/∂l_p = p − q, ∂H/∂l = −l q(1−q)
  const [l, k] = [0.8, -1.1];
  const sigma = (x: number) => 1 / (1 + Math.exp(-x));
  const spread = sigma(l) * (1 - sigma(l));
  const [dq, dp] = grads((a, b) => sum(klOfBits(a, b)))([tensor1d([l]), tensor1d([k])]);
  expect((await numbers(dq as Tensor))[0]).toBeCloseTo(spread * (l - k), 6);
  expect((await numbers(dp as Tensor))[0]).toBeCloseTo(sigma(k) - sigma(l), 6);
  const [dh] = grads((a) => sum(entropyOfBits(a)))([tensor1d([l])]);
  expect((await numbers(dh as Tensor))[0]).toBeCloseTo(-l * spread, 6);
  // At zero, where the larger of two classes changes, it is that of either side.
  const [atZero] = grads((a) => sum(klOfBits(a, tensor1d([1]))))([tensor1d([0])]);
  expect((await numbers(atZero as Tensor))[0]).toBeCloseTo(-0.25, 6);
});

test("a NaN stays one", async () => {
  const q = tensor2d([[Number.NaN, 0, 1]]);
  const p = tensor2d([[0, 0, 0]]);
  for (const x of [klOfLogits(q, p), klOfLogits(p, q), entropyOfLogits(q)]) {
    expect(await numbers(x)).toEqual([Number.NaN]);
  }
  const bit = tensor1d([Number.NaN]);
  for (const x of [
    klOfBits(bit, tensor1d([0])),
    klOfBits(tensor1d([0]), bit),
    entropyOfBits(bit),
  ]) {
    expect(await numbers(x)).toEqual([Number.NaN]);
  }
});

test("0 · −∞ counts as nothing, with a finite gradient", async () => {
  const [w, x] = [tensor1d([0, 1, 0.5]), tensor1d([none, none, -2])];
  expect(await numbers(weightedLog(w, x))).toEqual([0, none, -1]);
  const [dw, dx] = grads((a, b) => sum(weightedLog(a, b)))([
    tensor1d([0, 0.5]),
    tensor1d([none, -2]),
  ]);
  expect(await numbers(dw as Tensor)).toEqual([0, -2]);
  expect(await numbers(dx as Tensor)).toEqual([0, 0.5]);
});

test("rows with a one, of any width", async () => {
  expect(await numbers(oneHotRows(tensor1d([0, 0], "int32"), 1))).toEqual([1, 1]);
  expect(await numbers(oneHotRows(tensor1d([2, 0], "int32"), 3))).toEqual([0, 0, 1, 1, 0, 0]);
});
