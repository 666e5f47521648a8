import { expect, test } from "vitest";
import { klToUniform } from "../src/index.ts";
import { relative } from "./support.ts";

// mpmath at 40 digits: κ and its KL share most of their digits here.
test.each([
  [2, 1e12, 14.2344490911687],
  [2, 1e15, 17.68832673066],
  [3, 1e12, 27.3241682964885],
  [50, 1e9, 412.718690382591],
  [1000, 1e11, 9201.97644101785],
] as const)("the KL of m = %d, κ = %d keeps its digits", (m, kappa, kl) => {
  expect(relative(klToUniform(m, kappa), kl)).toBeLessThan(1e-9);
});

test.each([2, 3, 50, 1000])("both forms of m = %d meet", (m) => {
  const at = 1e7 * m;
  expect(relative(klToUniform(m, at * 1.000001), klToUniform(m, at))).toBeLessThan(1e-6);
});
