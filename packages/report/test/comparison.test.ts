import { expect, test } from "vitest";
import { comparisonChart } from "../src/comparison.ts";

const curveOf = (values: readonly number[]) => ({
  run: "one",
  points: values.map((perToken, i) => ({ step: 10 * (i + 1), perToken })),
});

test("a short curve is drawn as it is, and named by its last value", () => {
  expect(comparisonChart([curveOf([4, 3, 2])])).toContain("one  2.00");
});

test("a long one is drawn by means of a few points", () => {
  const values = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 3 : 1));
  expect(comparisonChart([curveOf(values)])).toContain("one  1.80");
});
