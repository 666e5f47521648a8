import { createRng } from "@textvae/core";
import { expect, test } from "vitest";
import { binarise, type HashedItems, hammingDistance, medians, precisionAt } from "../src/index.ts";

const HALF = [0.5, 0.5, 0.5];

/** Random items of `bits` bits and three classes. */
const randomItems = (size: number, bits: number, seed: number): HashedItems => {
  const rng = createRng(seed);
  const values = Float32Array.from(rng.uniforms(size * bits));
  const labels_N = Int32Array.from(rng.uniforms(size), (u) => Math.floor(3 * u));
  return { codes: binarise(values, new Float32Array(bits).fill(0.5)), labels_N };
};

/** All orders of a list. */
const orders = (items: readonly number[]): number[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((first, i) => orders(items.toSpliced(i, 1)).map((rest) => [first, ...rest]));

/** P@k by sorting, as a mean over every order in which the database may stand. */
const byAllOrders = (k: number, queries: HashedItems, database: HashedItems): number => {
  const all = orders(Array.from({ length: database.codes.size }, (_, i) => i));
  let relevant = 0;
  for (let query = 0; query < queries.codes.size; query++) {
    const distance = (item: number) => hammingDistance(queries.codes, query, database.codes, item);
    for (const order of all) {
      const nearest = order.toSorted((a, b) => distance(a) - distance(b)).slice(0, k);
      const label = queries.labels_N[query];
      relevant += nearest.filter((item) => database.labels_N[item] === label).length;
    }
  }
  return relevant / (all.length * queries.codes.size * k);
};

test.each([1, 2, 3, 5, 6])("P@%i is the mean over all orders of ties", (k) => {
  for (const bits of [1, 2, 4]) {
    const [queries, database] = [randomItems(4, bits, 10 * k), randomItems(6, bits, 10 * k + bits)];
    expect(precisionAt(k, { queries, database })).toBeCloseTo(
      byAllOrders(k, queries, database),
      10,
    );
  }
});

test.each([1, 3, 5])("P@%i of items among themselves leaves each query out", (k) => {
  const items = randomItems(6, 2, k);
  const bitsOf = ({ codes, labels_N }: HashedItems, keep: (i: number) => boolean): HashedItems => ({
    codes: {
      ...codes,
      size: codes.words_NW.filter((_, i) => keep(i)).length,
      words_NW: codes.words_NW.filter((_, i) => keep(i)),
    },
    labels_N: labels_N.filter((_, i) => keep(i)),
  });
  const each = Array.from({ length: 6 }, (_, i) => {
    const [query, others] = [bitsOf(items, (j) => j === i), bitsOf(items, (j) => j !== i)];
    return byAllOrders(k, query, others);
  });
  expect(precisionAt(k, { queries: items, database: items, same: true })).toBeCloseTo(
    each.reduce((sum, p) => sum + p, 0) / 6,
    10,
  );
  const all = { queries: items, database: items, same: true };
  expect(() => precisionAt(6, all)).toThrow(/1 to 5, the size of the database without the query/);
  const fewer = bitsOf(items, (j) => j > 0);
  expect(() => precisionAt(1, { ...all, queries: fewer })).toThrow(/the 6 items of the database/);
});

test("the order of the database does not matter", () => {
  const database = randomItems(50, 3, 1);
  const queries = randomItems(20, 3, 2);
  const reversed = {
    codes: { ...database.codes, words_NW: database.codes.words_NW.toReversed() },
    labels_N: database.labels_N.toReversed(),
  };
  expect(precisionAt(7, { queries, database: reversed })).toBeCloseTo(
    precisionAt(7, { queries, database }),
    12,
  );
});

test("codes that are the class find all of it, equal codes its share", () => {
  const labels_N = Int32Array.from({ length: 30 }, (_, i) => (i < 10 ? 0 : 1));
  const told = { codes: binarise(Float32Array.from(labels_N), [0.5]), labels_N };
  expect(precisionAt(10, { queries: told, database: told })).toBe(1);
  const mute = { codes: binarise(new Float32Array(30), [0.5]), labels_N };
  // A third of the queries find a third, two thirds find two thirds.
  expect(precisionAt(10, { queries: mute, database: mute })).toBeCloseTo(1 / 9 + 4 / 9, 12);
});

test.each([1, 31, 32, 33, 64, 100])("distances of %i bits count the bits that differ", (bits) => {
  const rng = createRng(bits);
  const values = Float32Array.from(rng.uniforms(6 * bits), (u) => Math.round(u));
  const codes = binarise(values, new Float32Array(bits).fill(0.5));
  expect(codes).toMatchObject({ size: 6, bits });
  for (const [a, b] of orders([0, 1, 2, 3]).slice(0, 12) as [number, number][]) {
    const differing = Array.from({ length: bits }, (_, i) =>
      Math.abs((values[a * bits + i] as number) - (values[b * bits + i] as number)),
    );
    const expected = differing.reduce((sum, bit) => sum + bit, 0);
    expect(hammingDistance(codes, a, codes, b)).toBe(expected);
  }
  const opposite = binarise(
    values.map((bit) => 1 - bit),
    new Float32Array(bits).fill(0.5),
  );
  expect(hammingDistance(codes, 0, opposite, 0)).toBe(bits);
});

test("medians cut each column in half", () => {
  expect([...medians(Float32Array.of(1, 10, 3, 20, 2, 60), 2)]).toEqual([2, 20]);
  expect([...medians(Float32Array.of(4, 1, 2, 7), 1)]).toEqual([3]);
  const wide = Float32Array.from(createRng(3).normals(50 * 200));
  const column = (c: number) => wide.filter((_, at) => at % 200 === c);
  expect(medians(wide, 200)[7]).toBe(medians(column(7), 1)[0]);
  expect(() => medians(wide, 3)).toThrow(expect.objectContaining({ code: "SHAPE" }));
  const values = Float32Array.from(createRng(3).normals(4 * 100));
  const thresholds = medians(values, 4);
  for (let column = 0; column < 4; column++) {
    const above = values.filter(
      (value, at) => at % 4 === column && value > (thresholds[column] as number),
    );
    expect(above.length).toBe(50);
  }
});

test("what does not fit is refused", () => {
  const items = randomItems(5, 3, 1);
  const refusal = (code: string) => expect.objectContaining({ code });
  expect(() => binarise(new Float32Array(4), HALF)).toThrow(refusal("SHAPE"));
  expect(() => binarise(new Float32Array(4), [])).toThrow(refusal("SHAPE"));
  const wider = randomItems(5, 4, 1);
  const unlabelled = { ...items, labels_N: new Int32Array(4) };
  const none = { codes: binarise(new Float32Array(), HALF), labels_N: new Int32Array() };
  for (const queries of [wider, unlabelled, none]) {
    expect(() => precisionAt(1, { queries, database: items })).toThrow(refusal("SHAPE"));
  }
  for (const k of [0, 6, 1.5, Number.NaN]) {
    expect(() => precisionAt(k, { queries: items, database: items })).toThrow(refusal("OPTION"));
  }
});
