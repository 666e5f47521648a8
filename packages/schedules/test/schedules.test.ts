import { at, type Schedule } from "@textvae/core";
import { cosine, cyclical, linear, sigmoid } from "@textvae/schedules";
import { describe, expect, test } from "vitest";
import { constant } from "../src/schedule.ts";

const values = (schedule: Schedule, steps: readonly number[]) => steps.map(schedule);

test("a number is a schedule that does not move", () => {
  expect(at(0.3, 7)).toBe(0.3);
  expect(at(constant(0.3), 7)).toBe(0.3);
});

test("linear rises in equal steps and stays", () => {
  expect(values(linear({ from: 1, to: 3, steps: 4 }), [0, 1, 4, 9])).toEqual([1, 1.5, 3, 3]);
});

test("cosine is half a period, flat at both ends, and falls as it rises", () => {
  const rise = cosine({ from: 0, to: 1, steps: 4 });
  const eighth = (1 - Math.SQRT1_2) / 2;
  for (const [step, value] of [0, eighth, 0.5, 1 - eighth, 1, 1].entries()) {
    expect(rise(step)).toBeCloseTo(value, 12);
    expect(cosine({ from: 1, to: 0, steps: 4 })(step)).toBeCloseTo(1 - value, 12);
  }
});

test("every ramp begins at `from`, never falls, and ends at `to`", () => {
  const ends = { from: 0.1, to: 0.9, steps: 50 };
  for (const schedule of [
    linear(ends),
    cosine(ends),
    cyclical({ ...ends, period: 100, cycles: 1 }),
    cyclical({ ...ends, period: 100, cycles: 1, shape: "cosine" }),
  ]) {
    const path = Array.from({ length: 60 }, (_, step) => schedule(step));
    expect(path[0]).toBe(0.1);
    expect(path.slice(50)).toEqual(Array(10).fill(expect.closeTo(0.9, 12)));
    path.slice(1).forEach((value, i) => {
      expect(value).toBeGreaterThanOrEqual(path[i] as number);
    });
  }
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

  /*
   * Its other published shapes over a cycle of 8 steps, at v = 0, 1/4, 1/2, 3/4:
   * 1 / (1 + np.exp(-(v * 12 - 6))) and .5 - .5 * np.cos(v * np.pi)
   */
  test.each([
    ["sigmoid", [0.0024726231566347743, 0.04742587317756678, 0.5, 0.9525741268224334]],
    ["cosine", [0, 0.14644660940672627, 0.5, 0.8535533905932737]],
  ] as const)("rises as a %s", (shape, rise) => {
    const beta = cyclical({ period: 8, cycles: 2, shape });
    for (const [step, value] of [...rise, 1, 1, 1, 1, rise[0]].entries()) {
      expect(beta(step)).toBeCloseTo(value, 12);
    }
  });

  test("refuses what is no period", () => {
    for (const wrong of [{ period: 0 }, { period: 5, cycles: 0 }, { period: 5, ratio: 0 }]) {
      expect(() => cyclical(wrong)).toThrowError(expect.objectContaining({ code: "OPTION" }));
    }
  });
});
