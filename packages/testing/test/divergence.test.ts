import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  mean,
  mul,
  type Scalar,
  setBackend,
  sub,
  type Tensor1D,
  tidy,
} from "@tensorflow/tfjs-core";
import { type Divergence, type DivergenceValue, meanOverSamples } from "@textvae/core";
import { divergenceLaws, testDivergence } from "@textvae/testing";
import { expect, test } from "vitest";
import { failuresOf } from "./failures.ts";

await setBackend("cpu");

/** log q(z) − log p(z), changed per example and in the value. */
const sampled = (
  perExample: (x: Tensor1D) => Tensor1D = (x) => x,
  value: (x: Scalar) => Scalar = (x) => x,
  more: Partial<Omit<DivergenceValue, "value" | "perExample_B">> = {},
): Divergence => ({
  bound: true,
  between: (q, p, { z_BZ }) => {
    const made = tidy(() => {
      const perSample_N = sub(q.logProb(z_BZ), p.logProb(z_BZ)) as Tensor1D;
      const perExample_B = perExample(meanOverSamples(perSample_N, z_BZ.shape[0] / q.batch));
      return { value: value(mean(perExample_B) as Scalar), perExample_B };
    });
    return { ...made, estimator: "Monte Carlo", ...more };
  },
});

testDivergence({ divergence: sampled() });

const broken = (...change: Parameters<typeof sampled>) =>
  failuresOf(divergenceLaws({ divergence: sampled(...change) }));

test("a divergence that is negative is found", async () => {
  const failures = await broken((x) => mul(x, -1) as Tensor1D);
  expect(failures).toContain("the divergence is above zero, pair 0");
});

test("a divergence that is above zero at equality is found", async () => {
  const failures = await broken((x) => add(x, 0.1) as Tensor1D);
  expect(failures).toEqual([
    "the divergence is zero at q = p, pair 0",
    "the divergence is zero at q = p, pair 1",
  ]);
});

test("a sum in the place of the mean is found", async () => {
  const failures = await broken(undefined, (x) => mul(x, 5) as Scalar);
  expect(failures).toContain("parts add up to the whole, pair 0");
});

test("a value below the divergence is no bound", async () => {
  const failures = await broken(undefined, (x) => sub(x, 1) as Scalar);
  expect(failures).toContain("a bound is never below the divergence, pair 0");
});

test("an estimator without a name is found", async () => {
  const failures = await broken(undefined, undefined, { estimator: "exact" as never });
  expect(failures).toContain("the value is a finite scalar whose estimator is named, pair 0");
});
