import "@tensorflow/tfjs-backend-cpu";
import {
  grad,
  memory,
  setBackend,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
} from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { besselRatio, besselRatioDerivative, tabulated } from "../../src/index.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const range = { min: 1e-6, max: 1e6 };
const cases = {
  "ln A at m = 2": { m: 2, sign: 1, logarithmic: true },
  "A at m = 50": { m: 50, sign: 1, logarithmic: true },
  "1 − A at m = 768": { m: 768, sign: -1, logarithmic: true },
} as const;

describe.each(Object.entries(cases))("%s", (_, { m, sign, logarithmic }) => {
  const value = (k: number) => (sign > 0 ? besselRatio(m, k) : 1 - besselRatio(m, k));
  const derivative = (k: number) => sign * besselRatioDerivative(m, k);
  const f = tabulated({ value, derivative, ...range, logarithmic });
  const x = Float32Array.from({ length: 500 }, (_, i) => 1e-5 * 10 ** ((11 * i) / 500));

  test("values and slopes to 1e-5", () => {
    const input = tensor1d(x);
    const y = f(input).dataSync();
    const dy = grad((t: Tensor) => sum(f(t)))(input).dataSync();
    x.forEach((k, i) => {
      expect(Math.abs((y[i] as number) / value(k) - 1)).toBeLessThan(1e-5);
      expect(Math.abs((dy[i] as number) / derivative(k) - 1)).toBeLessThan(1e-5);
    });
  });
});

test("a function that changes sign, shapes kept, arguments clamped, nothing leaked", () => {
  const f = tabulated({ value: Math.log, derivative: (x) => 1 / x, min: 0.01, max: 100 });
  const x = tensor2d([
    [0.001, 0.5, 1],
    [2, 10, 1000],
  ]);
  const before = memory().numTensors;
  const y = f(x);
  const slope = grad((t: Tensor) => sum(f(t)))(x);
  expect(memory().numTensors).toBe(before + 2);
  expect(y.shape).toEqual([2, 3]);
  const expected = [0.01, 0.5, 1, 2, 10, 100].map(Math.log);
  for (const [i, v] of y.dataSync().entries()) expect(v).toBeCloseTo(expected[i] as number, 5);
  expect(slope.dataSync()[3]).toBeCloseTo(0.5, 6);
});

test("arguments at the ends of the numbers are clamped, a NaN stays one", async () => {
  const f = tabulated({ value: Math.log, derivative: (x) => 1 / x, min: 0.01, max: 100 });
  const [low, high] = [Math.log(0.01), Math.log(100)];
  const x = tensor1d([Number.NaN, -Infinity, -1, 0, 1e-44, 3e38, Infinity]);
  const [nan, ...rest] = await f(x).data();
  expect(nan).toBe(Number.NaN);
  for (const [i, want] of [low, low, low, low, high, high].entries()) {
    expect(rest[i]).toBeCloseTo(want, 5);
  }
});
