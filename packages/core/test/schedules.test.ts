import { describe, expect, test } from "vitest";
import { at, constant, cyclical, linear, type Schedule, sigmoid } from "../src/index.ts";

const values = (schedule: Schedule, steps: readonly number[]) => steps.map(schedule);

test("a number is a schedule that does not move", () => {
  expect(at(0.3, 7)).toBe(0.3);
  expect(at(constant(0.3), 7)).toBe(0.3);
});

test("linear rises in equal steps and stays", () => {
  expect(values(linear({ from: 1, to: 3, steps: 4 }), [0, 1, 4, 9])).toEqual([1, 1.5, 3, 3]);
});

test("sigmoid is a half in its middle and symmetric about it", () => {
  const schedule = sigmoid({ middle: 2500, slope: 0.0025 });
  expect(schedule(2500)).toBe(0.5);
  expect(schedule(2500 + 400) + schedule(2500 - 400)).toBeCloseTo(1, 12);
  expect(schedule(2500 + 400)).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
});

/*
 * The published schedule at T = 40 steps and M = 4 cycles, ratio 1/2:
 * L = np.ones(40); step = (1 - 0) / (10 * 0.5)
 * for c in range(4):
 *     v, i = 0, 0
 *     while v <= 1 and int(i + c * 10) < 40: L[int(i + c * 10)] = v; v += step; i += 1
 */
describe("cyclical", () => {
  const cycle = [0, 0.2, 0.4, 0.6, 0.8, 1, 1, 1, 1, 1];
  const steps = Array.from({ length: 40 }, (_, step) => step);

  test("is the published schedule, and 1 when its cycles are done", () => {
    const beta = cyclical({ period: 10, cycles: 4 });
    for (const [step, value] of values(beta, steps).entries()) {
      expect(value).toBeCloseTo(cycle[step % 10] as number, 12);
    }
    expect(values(beta, [40, 43, 1000])).toEqual([1, 1, 1]);
  });

  test("has no end without a number of cycles", () => {
    expect(values(cyclical({ period: 10 }), [40, 1001])).toEqual([0, 0.2]);
  });

  test("goes from where to where, over which part", () => {
    const beta = cyclical({ period: 8, cycles: 2, ratio: 0.25, from: 0.1, to: 0.5 });
    const expected = [0.1, 0.3, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.1];
    for (const [step, value] of expected.entries()) expect(beta(step)).toBeCloseTo(value, 12);
  });

  test("refuses what is no period", () => {
    for (const wrong of [{ period: 0 }, { period: 5, cycles: 0 }, { period: 5, ratio: 0 }]) {
      expect(() => cyclical(wrong)).toThrowError(expect.objectContaining({ code: "OPTION" }));
    }
  });
});
