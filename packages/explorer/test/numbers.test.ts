import { expect, test } from "vitest";
import { sized } from "../src/reading/numbers.ts";

test.each([
  [0, "0.000"],
  [0.0123, "0.012"],
  [0.0005, "0.001"],
  [0.00012, "1.2e-4"],
  [-0.00004, "-4.0e-5"],
])("of %f something is seen", (value, told) => {
  expect(sized(value, 3)).toBe(told);
});
