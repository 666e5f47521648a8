import { cpu } from "@textvae/backend-cpu";
import { meanCodes } from "@textvae/diagnostics";
import { expect, test } from "vitest";
import {
  datasetOf,
  drawn,
  linearPrior,
  modelOf,
  posteriorMean,
  widening,
} from "./linear-gaussian.ts";

await cpu().start();

const values = drawn(6);
const dataset = datasetOf(values);
const means = Array.from({ length: 6 }, (_, item) => posteriorMean(values, item)).flat();

test("before the flows codes are the means of the family; behind them samples, and said to be", async () => {
  const bent = { model: modelOf(dataset, linearPrior(), [widening(0.5)]), dataset } as const;
  const before = await meanCodes({ ...bent, split: "test", space: "before flows" });
  expect(before.what).toBe("posterior means before the flows");
  before.codes_NZ.forEach((value, i) => void expect(value).toBeCloseTo(means[i] as number, 5));
  const behind = await meanCodes({ ...bent, split: "test" });
  expect(behind.what).toBe("samples of the posteriors behind the flows");
  const plain = { model: modelOf(dataset, linearPrior()), dataset, split: "test" } as const;
  for (const space of ["before flows", "behind flows"] as const) {
    const found = await meanCodes({ ...plain, space });
    expect(found.what).toBe("posterior means");
    expect(found.codes_NZ).toEqual(before.codes_NZ);
  }
});
