import { cpu } from "@textvae/backend-cpu";
import { createRng, createScope } from "@textvae/core";
import { tokenEmbedding } from "@textvae/layers";
import { evaluation, testCondition, tinyBatch, tinySizes } from "@textvae/testing";
import { describe, expect, test } from "vitest";
import { type BowConditionInput, bowCondition } from "../src/index.ts";

await cpu().start();

const EMBEDDING = 4;
const SIZE = 3;

const build = (options: BowConditionInput = {}) => {
  const scope = createScope(createRng(1));
  const condition = bowCondition({ embedding: EMBEDDING, size: SIZE, ...options });
  return { scope, read: condition.build(scope, tinySizes({ condition: SIZE })) };
};

/** W (mean of the rows with these ids) + b in double precision, from the parameters. */
const expected = async (
  parameters: ReturnType<typeof build>["scope"]["parameters"],
  ids: readonly number[],
): Promise<number[]> => {
  const valuesOf = async (name: string) => [...((await parameters.get(name)?.data()) ?? [])];
  const [table, kernel, bias] = [
    await valuesOf("embedding.table"),
    await valuesOf("kernel"),
    await valuesOf("bias"),
  ];
  const mean = Array.from({ length: EMBEDDING }, (_, e) =>
    ids.reduce((sum, id) => sum + (table[id * EMBEDDING + e] as number) / ids.length, 0),
  );
  return bias.map((b, c) =>
    mean.reduce((sum, value, e) => sum + value * (kernel[e * SIZE + c] as number), b),
  );
};

// "a b c", "b", "c c a b" in the tiny vocabulary: a is 2, b is 3, c is 4, the end of sentence 0.
const IDS = [[2, 3, 4], [3], [4, 4, 2, 3]];

describe.each([
  ["valid", IDS],
  ["paper", IDS.map((ids) => [0, ...ids])],
] as const)("protocol %s", (protocol, ids) => {
  test("is the mean over its words, in double precision", async () => {
    const { scope, read } = build({ protocol });
    const values = await read(tinyBatch(), evaluation()).data();
    for (const [b, row] of ids.entries()) {
      const wanted = await expected(scope.parameters, row);
      wanted.forEach((value, c) => {
        expect(values[b * SIZE + c]).toBeCloseTo(value, 6);
      });
    }
  });
});

test("an empty sentence has the bias alone", async () => {
  const { scope, read } = build();
  const values = await read(tinyBatch([""]), evaluation()).data();
  expect([...values]).toEqual([...((await scope.parameters.get("bias")?.data()) ?? [])]);
});

test("the order of words is lost", async () => {
  const { read } = build();
  const values = await read(tinyBatch(["a b c", "c a b"]), evaluation()).data();
  [0, 1, 2].forEach((c) => {
    expect(values[c]).toBeCloseTo(values[SIZE + c] as number, 6);
  });
});

test("dropout acts in training only", async () => {
  const { read } = build({ dropout: 0.5 });
  const valuesOf = async (training: boolean, seed: number) => [
    ...(await read(tinyBatch(), evaluation(seed, { training })).data()),
  ];
  expect(await valuesOf(false, 1)).toEqual(await valuesOf(false, 2));
  expect(await valuesOf(true, 1)).not.toEqual(await valuesOf(true, 2));
});

test("a shared embedding stays the model's", () => {
  const scope = createScope(createRng(1));
  const embedding = tokenEmbedding({ size: EMBEDDING });
  bowCondition({ embedding, size: SIZE }).build(scope.child("condition"), tinySizes());
  expect([...scope.parameters.keys()]).toEqual([
    "embedding.table",
    "condition.kernel",
    "condition.bias",
  ]);
});

test.each([
  [{ embedding: 0 }, "a width (a whole number ≥ 1)"],
  [{ size: 0 }, "bow.size: expected a whole number ≥ 1; got 0"],
  [{ dropout: 1 }, "bow.dropout: expected a rate in [0, 1); got 1"],
  [{ protocol: "published" }, "bow.protocol"],
])("%o is refused", (options, message) => {
  expect(() => bowCondition(options as never)).toThrow(message);
  expect(() => bowCondition(options as never)).toThrow(expect.objectContaining({ code: "OPTION" }));
});

testCondition({ condition: bowCondition({ embedding: 4, size: 3, dropout: 0.5 }) });
testCondition({ condition: bowCondition({ embedding: 4, size: 3, protocol: "paper" }) });
