import { createRng } from "@textvae/core";
import { describe, expect, test } from "vitest";
import { around, withCoordinate } from "../src/app/layout/around.ts";
import { nearestRows, placeAmong } from "../src/app/layout/nearest.ts";
import { umapLayout } from "../src/app/layout/umap.ts";
import { nextItem } from "../src/app/map/keys.ts";
import { framedPlaces, onGlobe } from "../src/app/map/places.ts";
import { edgesOf, ticks } from "../src/app/read/ticks.ts";

const WIDTH = 8;
const rng = createRng(5);

/** Rows of some clusters in turn. */
const clustered = (count: number, clusters: number) => {
  const centres = rng.normals(clusters * WIDTH).map((value) => 6 * value);
  const values = Float32Array.from(rng.normals(count * WIDTH), (value, at) => {
    const [row, i] = [Math.floor(at / WIDTH), at % WIDTH];
    return value + (centres[(row % clusters) * WIDTH + i] as number);
  });
  return { values, width: WIDTH };
};

/** Part of the nearest neighbours in the plane that are of the same cluster. */
const kept = (place_N2: Float32Array, clusters: number): number => {
  const rows = place_N2.length / 2;
  let same = 0;
  for (let row = 0; row < rows; row++) {
    const near = nearestRows(
      { values: place_N2, width: 2 },
      place_N2.subarray(2 * row, 2 * row + 2),
      6,
    );
    same += near.filter((one) => one.row !== row && one.row % clusters === row % clusters).length;
  }
  return same / (5 * rows);
};

describe("a UMAP layout", () => {
  const codes = clustered(90, 3);

  test("keeps neighbours together, and is the same again with the same seed", () => {
    const told: number[] = [];
    const place = umapLayout(codes, { seed: 1, onProgress: (done) => told.push(done) });
    expect(place).toHaveLength(180);
    expect(kept(place, 3)).toBeGreaterThan(0.95);
    expect(umapLayout(codes, { seed: 1 })).toEqual(place);
    expect(told.at(-1)).toBe(1);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });

  test("of many items is that of some, with the others among their neighbours", () => {
    const place = umapLayout(codes, { seed: 1, most: 45 });
    expect(place.every(Number.isFinite)).toBe(true);
    expect(kept(place, 3)).toBeGreaterThan(0.9);
  });

  test("is made of few items, and refused for fewer than four", () => {
    const few = { values: codes.values.slice(0, 4 * WIDTH), width: WIDTH };
    expect(umapLayout(few).every(Number.isFinite)).toBe(true);
    const fewer = { values: codes.values.slice(0, 3 * WIDTH), width: WIDTH };
    expect(() => umapLayout(fewer)).toThrow(expect.objectContaining({ code: "OPTION" }));
  });
});

describe("codes around another", () => {
  const z = Float32Array.from(rng.normals(WIDTH));
  const length = Math.hypot(...z);
  const unit = z.map((value) => value / length);
  const dot = (a: Float32Array, b: Float32Array) =>
    a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

  test("lie at their distance, on the sphere at their angle", () => {
    for (const code of around(z, { support: "euclidean", distance: 1.5, count: 5 }, rng)) {
      expect(Math.hypot(...code.map((value, i) => value - (z[i] as number)))).toBeCloseTo(1.5, 5);
    }
    for (const code of around(unit, { support: "sphere", distance: 0.7, count: 5 }, rng)) {
      expect(Math.hypot(...code)).toBeCloseTo(1, 5);
      expect(dot(code, unit)).toBeCloseTo(Math.cos(0.7), 5);
    }
  });

  test("with one coordinate changed stay where codes are", () => {
    expect([...withCoordinate(z, 2, 9, "euclidean")]).toEqual([...z].with(2, 9));
    for (const none of [WIDTH, -1, 0.5])
      expect(withCoordinate(unit, none, 1, "sphere")).toEqual(unit);
    for (const value of [-1, 0.3, 1, 4]) {
      const code = withCoordinate(unit, 2, value, "sphere");
      expect(Math.hypot(...code)).toBeCloseTo(1, 5);
      expect(code[2]).toBeCloseTo(Math.min(1, value), 5);
    }
  });

  test("are refused where codes can't be moved a little", () => {
    const refused = expect.objectContaining({ code: "CAPABILITY" });
    expect(() => around(z, { support: "binary", distance: 1, count: 1 }, rng)).toThrow(refused);
    expect(() => withCoordinate(z, 0, 1, "simplex")).toThrow(refused);
  });
});

describe("places", () => {
  test("the nearest rows are those of a full sort", () => {
    const codes = clustered(40, 4);
    const z = codes.values.subarray(0, WIDTH);
    const all = Array.from({ length: 40 }, (_, row) => ({
      row,
      distance: z.reduce(
        (sum, value, i) => sum + (value - (codes.values[row * WIDTH + i] as number)) ** 2,
        0,
      ),
    })).sort((a, b) => a.distance - b.distance);
    expect(nearestRows(codes, z, 7).map(({ row }) => row)).toEqual(
      all.slice(0, 7).map(({ row }) => row),
    );
  });

  test("a code that is an item is put where the item is", () => {
    const place_N2 = Float32Array.of(0, 0, 4, 2, -3, 5);
    const [x, y] = placeAmong(
      [
        { row: 1, distance: 0 },
        { row: 2, distance: 1 },
      ],
      place_N2,
    );
    expect(x).toBeCloseTo(4, 1);
    expect(y).toBeCloseTo(2, 1);
  });

  test("a globe turned once around is as before, and its two sides add up", () => {
    const place_N3 = Float32Array.from(rng.normals(60));
    const [before, around, behind] = [0, 360, 180].map((turn) => onGlobe(place_N3, turn, 0));
    for (let i = 0; i < 20; i++) {
      expect(around?.x[i]).toBeCloseTo(before?.x[i] as number, 4);
      expect(Math.hypot(before?.x[i] as number, before?.y[i] as number)).toBeLessThanOrEqual(0.91);
      expect((before?.front?.[i] ?? 0) + (behind?.front?.[i] ?? 0)).toBe(1);
    }
  });

  test("samples of the prior are within the frame where they are shown", () => {
    // Codes that have collapsed, in a wide prior.
    const places = {
      place_N2: Float32Array.of(0, 0, 0.01, 0.01),
      prior_M2: Float32Array.of(5, -3),
    };
    expect(framedPlaces(places, false).items.x[1]).toBeCloseTo(0.9);
    const { items, prior } = framedPlaces(places, true);
    expect(prior.x[0]).toBeCloseTo(0.9);
    expect((items.x[1] as number) - (items.x[0] as number)).toBeLessThan(0.01);
  });

  test("keys go to the next item of a direction, and stay where there is none", () => {
    const places = { x: Float32Array.of(0, 1, 0, -1), y: Float32Array.of(0, 0.1, 1, 0) };
    expect(nextItem(places, 0, [1, 0])).toBe(1);
    expect(nextItem(places, 0, [0, 1])).toBe(2);
    expect(nextItem(places, 0, [-1, 0])).toBe(3);
    expect(nextItem(places, 1, [1, 0])).toBe(1);
    expect(nextItem(places, -1, [1, 0])).toBe(0);
  });

  test("ticks are round numbers within the edges", () => {
    expect(ticks(0, 900)).toEqual([0, 200, 400, 600, 800]);
    expect(ticks(0.31, 0.33).map((tick) => Number(tick.toFixed(4)))).toEqual([
      0.31, 0.315, 0.32, 0.325, 0.33,
    ]);
    expect(ticks(5, 5).length).toBeLessThan(3);
    expect(edgesOf([3, 5])).toEqual([3, 5]);
    const alone = ticks(...edgesOf([233.123])).map((tick) => Number(tick.toPrecision(4)));
    expect(new Set(alone).size).toBeGreaterThan(3);
  });
});
