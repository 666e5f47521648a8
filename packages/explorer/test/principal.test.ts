import { createRng } from "@textvae/core";
import { principal, project } from "@textvae/explorer";
import { describe, expect, test } from "vitest";

const rng = createRng(3);
const WIDTH = 6;
/** Rows that vary by 5, 2 and a little along three directions, around a point far off. */
const rows = (count: number) => {
  const values = Float32Array.from(rng.normals(count * WIDTH), (value) => 0.1 * value);
  for (let n = 0; n < count; n++) {
    const [a, b] = rng.normals(2) as unknown as [number, number];
    for (let i = 0; i < WIDTH; i++) {
      values[n * WIDTH + i] =
        (values[n * WIDTH + i] as number) + 10 + (5 * a) / Math.sqrt(WIDTH) + (i % 2 ? 1 : -1) * b;
    }
  }
  return { values, width: WIDTH };
};

describe("principal directions", () => {
  const data = rows(500);
  const found = principal(data, { count: 3, centred: true });
  const direction = (k: number) => found.directions_KZ.subarray(k * WIDTH, (k + 1) * WIDTH);
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((sum, value, i) => sum + value * (b[i] as number), 0);

  test("are orthonormal, the one of most variance first", () => {
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        expect(dot(direction(i), direction(j))).toBeCloseTo(Number(i === j), 5);
      }
    }
    expect(
      Math.abs(dot(direction(0), new Array(WIDTH).fill(1 / Math.sqrt(WIDTH)))),
    ).toBeGreaterThan(0.99);
    const [first, second, third] = found.explained as [number, number, number];
    expect(first).toBeGreaterThan(second);
    expect(second).toBeGreaterThan(third);
    expect(first + second).toBeGreaterThan(0.98);
  });

  test("place rows around 0 with the variance that they explain", () => {
    const place = project(data, found);
    const column = (k: number) => Array.from({ length: 500 }, (_, n) => place[3 * n + k] as number);
    for (const k of [0, 1, 2]) {
      const mean = column(k).reduce((a, b) => a + b) / 500;
      expect(mean).toBeCloseTo(0, 3);
    }
    const spread = (k: number) => dot(column(k), column(k)) / 500;
    const [first, second] = found.explained as [number, number];
    expect(spread(0) / spread(1)).toBeCloseTo(first / second, 1);
  });

  test("don't flip when the rows are told in another order", () => {
    const turned = Float32Array.from({ length: data.values.length }, (_, at) => {
      const [n, i] = [Math.floor(at / WIDTH), at % WIDTH];
      return data.values[(499 - n) * WIDTH + i] as number;
    });
    const other = principal({ values: turned, width: WIDTH }, { count: 3, centred: true });
    for (const [i, value] of found.directions_KZ.entries()) {
      expect(other.directions_KZ[i]).toBeCloseTo(value, 4);
    }
  });

  test("are made of what there is: equal rows, one row, fewer dimensions than axes", () => {
    const equal = principal(
      { values: new Float32Array(8).fill(2), width: 2 },
      { count: 3, centred: true },
    );
    expect(equal.explained).toEqual([0, 0, 0]);
    const one = { values: Float32Array.of(1, 2), width: 2 };
    expect([...project(one, principal(one, { count: 3, centred: true }))]).toEqual([0, 0, 0]);
  });

  test("of wide codes are those of the narrow ones within them", () => {
    const wide = 600;
    const narrow = rows(200);
    const values = new Float32Array(200 * wide);
    for (const [at, value] of narrow.values.entries()) {
      values[Math.floor(at / WIDTH) * wide + 90 + (at % WIDTH)] = value;
    }
    const own = principal(narrow, { count: 3, centred: true });
    const found = principal({ values, width: wide }, { count: 3, centred: true });
    for (const [k, part] of found.explained.entries()) {
      expect(part).toBeCloseTo(own.explained[k] as number, 5);
      const direction = found.directions_KZ.subarray(k * wide, (k + 1) * wide);
      expect([...direction.subarray(90, 90 + WIDTH)].map((value) => value.toFixed(4))).toEqual(
        [...own.directions_KZ.subarray(k * WIDTH, (k + 1) * WIDTH)].map((value) =>
          value.toFixed(4),
        ),
      );
    }
    const equal = { values: new Float32Array(3 * wide).fill(2), width: wide };
    expect(principal(equal, { count: 2, centred: true }).explained).toEqual([0, 0]);
  });
});
