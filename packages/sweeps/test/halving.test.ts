import { createRng } from "@textvae/core";
import { expect, test } from "vitest";
import { halving, type Job } from "../src/index.ts";

/** Trains imaginary runs, so many at once, that end in an order of their own. */
const imaginary = (values: readonly number[], jobs: number, seed = 1) => {
  const rng = createRng(seed);
  const rungs = [10, 30, 90, 270];
  const schedule = halving({ count: values.length, rungs, eta: 3 });
  const reached = values.map(() => 0);
  const running: Job[] = [];
  for (;;) {
    const job = running.length < jobs ? schedule.next() : "wait";
    if (job === undefined) return reached;
    if (job !== "wait") {
      running.push(job);
      continue;
    }
    const at = Math.floor((rng.uniforms(1)[0] as number) * running.length);
    const [ended] = running.splice(at, 1) as [Job];
    const { index, until = 270 } = ended;
    expect(until).toBeGreaterThan(reached[index] as number);
    reached[index] = until;
    schedule.ended({ job: ended, value: values[index] as number });
  }
};

test.each([1, 2, 5])("of 27 runs, %i at once, the best is kept and most stop early", (jobs) => {
  for (let seed = 1; seed <= 20; seed++) {
    const values = [...createRng(seed).uniforms(27)];
    const reached = imaginary(values, jobs, seed);
    expect(reached[values.indexOf(Math.min(...values))]).toBe(270);
    expect(reached.filter((step) => step < 270).length).toBeGreaterThanOrEqual(14);
    expect(reached.every((step) => step >= 10)).toBe(true);
  }
});

test("of a sorted plan no more go on than the best third of each rung", () => {
  const worstFirst = Array.from({ length: 27 }, (_, i) => 27 - i);
  const reached = imaginary([...worstFirst].reverse(), 1);
  expect([30, 90, 270].map((step) => reached.filter((at) => at >= step).length)).toEqual([9, 3, 1]);
});

test.each([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN])(
  "a run whose number is %d never goes on, and holds none up",
  (none) => {
    const values = Array.from({ length: 9 }, (_, i) => (i < 6 ? none : i));
    const reached = imaginary(values, 2);
    expect(reached.slice(0, 6)).toEqual(Array(6).fill(10));
    expect(reached[6]).toBe(90);
  },
);
