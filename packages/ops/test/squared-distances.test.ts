import { grad, mul, sum, type Tensor, type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { squaredDistances } from "../src/index.ts";
import { startCpu } from "./support.ts";

beforeAll(async () => {
  await startCpu();
});

/** Singles about a point. */
const rows = (n: number, size: number, at: number, phase: number): number[][] =>
  Array.from({ length: n }, (_, i) =>
    Array.from({ length: size }, (__, j) =>
      Math.fround(at + Math.sin(phase + 2.3 * (i * size + j))),
    ),
  );

const distance = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((total, x, j) => total + (x - (b[j] as number)) ** 2, 0);

// Differences of the same singles in doubles.
test.each([0, 300, 1e4])("distances and gradients at %d from the origin", async (at) => {
  const [x, y] = [rows(6, 3, at, 1), rows(5, 3, at, 4)];
  const expected = x.flatMap((a) => y.map((b) => distance(a, b)));
  const found = await squaredDistances(tensor2d(x), tensor2d(y)).data();
  expected.forEach(
    (want, i) => void expect(Math.abs((found[i] as number) - want)).toBeLessThan(1e-4),
  );

  const weight = (i: number, j: number) => Math.cos(i + 2 * j);
  const weights = tensor2d(x.map((_, i) => y.map((__, j) => weight(i, j))));
  const ofX = await grad((t: Tensor) =>
    sum(mul(squaredDistances(t as Tensor2D, tensor2d(y)), weights)),
  )(tensor2d(x)).data();
  const ofY = await grad((t: Tensor) =>
    sum(mul(squaredDistances(tensor2d(x), t as Tensor2D), weights)),
  )(tensor2d(y)).data();
  const slope = (own: number[][], other: number[][], w: (i: number, j: number) => number) =>
    own.flatMap((a, i) =>
      a.map((value, k) =>
        other.reduce((t, b, j) => t + 2 * w(i, j) * (value - (b[k] as number)), 0),
      ),
    );
  for (const [got, want] of [
    [ofX, slope(x, y, weight)],
    [ofY, slope(y, x, (j, i) => weight(i, j))],
  ] as const) {
    want.forEach(
      (value, i) => void expect(Math.abs((got[i] as number) - value)).toBeLessThan(1e-3),
    );
  }
});

test("of two clusters far from each other, those within each keep their digits", async () => {
  const apart = (phase: number) => [...rows(4, 3, 300, phase), ...rows(4, 3, -300, phase + 7)];
  const [x, y] = [apart(1), apart(4)];
  const found = await squaredDistances(tensor2d(x), tensor2d(y)).data();
  for (const [i, want] of x.flatMap((a) => y.map((b) => distance(a, b))).entries()) {
    expect(Math.abs((found[i] as number) / want - 1)).toBeLessThan(1e-5);
  }
});

test("more differences than are held at once give the same", async () => {
  const [x, y] = [rows(9, 1, 0, 1), rows(2 ** 18, 1, 0, 4)]; // 4 rows at a time
  const found = await squaredDistances(tensor2d(x), tensor2d(y)).data();
  for (const [i, at] of [0, 5, 8].map((row) => [row, 12_345] as const)) {
    const want = distance(x[i] as number[], y[at] as number[]);
    expect(found[i * 2 ** 18 + at]).toBeCloseTo(want, 5);
  }
});
