import { createRng } from "@textvae/core";
import { estimate, meanIs, meanIsAtLeast, strided, textBatch, zScore } from "@textvae/testing";
import { expect, test } from "vitest";

test("the mean has its standard error", () => {
  expect(estimate([1, 2, 3, 4])).toEqual({ mean: 2.5, standardError: Math.sqrt(5 / 3 / 4) });
});

test("z-scores of true means are standard normal", () => {
  const rng = createRng(1);
  const scores = Array.from({ length: 2000 }, () => zScore(estimate(rng.normals(200)), 0));
  const beyond = (limit: number) => scores.filter((z) => Math.abs(z) > limit).length / 2000;
  // Within five standard errors of the normal tail probabilities.
  expect(Math.abs(beyond(1) - 0.3173)).toBeLessThan(5 * Math.sqrt((0.3173 * 0.6827) / 2000));
  expect(Math.abs(beyond(2) - 0.0455)).toBeLessThan(5 * Math.sqrt((0.0455 * 0.9545) / 2000));
});

test("a mean that is off by six standard errors is refused, by four accepted", () => {
  const values = createRng(2).normals(10_000);
  const { mean, standardError } = estimate(values);
  expect(() => meanIs(values, mean + 4 * standardError, "x")).not.toThrow();
  expect(() => meanIs(values, mean + 6 * standardError, "x")).toThrow(/z = -6\.0/);
  expect(() => meanIsAtLeast(values, mean + 4 * standardError, "x")).not.toThrow();
  expect(() => meanIsAtLeast(values, mean + 6 * standardError, "x")).toThrow();
  expect(() => meanIsAtLeast(values, mean - 9 * standardError, "x")).not.toThrow();
});

test("strided values are one row's samples", () => {
  expect([...strided([0, 1, 2, 3, 4, 5, 6], 1, 3)]).toEqual([1, 4]);
});

test("text batches score the end of sentence and pad", () => {
  const { tokens_BT, lengths_B, time } = textBatch(["a b", "", "z"], { padding: 1 });
  expect([...lengths_B]).toEqual([3, 1, 2]);
  expect(time).toBe(4);
  expect([...tokens_BT]).toEqual([2, 3, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1]);
});
