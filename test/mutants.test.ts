import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { mutants } from "../scripts/mutants/all.ts";
import { caughtBy } from "../scripts/mutants/mutant.ts";

/* Five of the mutants that `pnpm mutants` runs, each of which the laws once let pass. */

beforeAll(() => setBackend("cpu"));

test.each([
  ["distribution, vmf", "one entropy for all rows"],
  ["flow, planar", "an inverse whose log-determinant is a column"],
  ["divergence, kl", "half of a bound, parts and all"],
  ["decoder, bow", "log p(x|z) − 0.3"],
  ["dataset, text", "an item, in its size too"],
])("the laws catch a %s with %s", async (noun, what) => {
  const mutant = mutants.find((each) => each.noun === noun && each.what === what);
  expect(mutant).toBeDefined();
  expect(await caughtBy(mutant as NonNullable<typeof mutant>)).toBeDefined();
});
