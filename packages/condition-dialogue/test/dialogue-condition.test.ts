import { concat, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { wasm } from "@textvae/backend-wasm";
import { type Batch, createRng, createScope } from "@textvae/core";
import { tokenEmbedding } from "@textvae/layers";
import {
  evaluation,
  testCondition,
  textBatch,
  tinyBatch,
  tinySizes,
  tinyVocabulary,
} from "@textvae/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { type DialogueConditionInput, dialogueCondition } from "../src/index.ts";

await cpu().start();

const small = { embedding: 4, utterance: 3, hidden: 5 };

const build = (options: DialogueConditionInput = {}) => {
  const scope = createScope(createRng(1));
  const condition = dialogueCondition({ ...small, ...options });
  return { scope, read: condition.build(scope, tinySizes({ condition: condition.size })) };
};

/** A turn: `+` before what the speaker of the item said, `-` before what the other did. */
const told = (...contexts: readonly (readonly string[])[]): Batch => {
  const turns = contexts.flat();
  return {
    size: contexts.length,
    context: {
      utterances: textBatch(
        turns.map((turn) => turn.slice(1)),
        { vocabulary: tinyVocabulary },
      ),
      own_N: Int32Array.from(turns, (turn) => Number(turn.startsWith("+"))),
      turns_B: Int32Array.from(contexts, (context) => context.length),
    },
    fields: { goal_B6: Int32Array.from(contexts.flatMap((_, b) => [1, 2, 3, b, 1, 0])) },
  };
};

const CONTEXTS = [["-"], ["-a b c", "+b"], ["+c", "-a", "+a b", "-b b b a"], ["-a"]] as const;

describe.each([
  ["cpu", cpu],
  ["wasm", wasm],
] as const)("on %s", (_, backend) => {
  beforeAll(async () => {
    await backend().start();
  });

  test("items read together are those read one by one", async () => {
    const { read } = build({ goal: 2 });
    const valuesOf = async (c_BC: Tensor2D) => [...(await c_BC.data())];
    const together = told(...CONTEXTS);
    const goals = together.fields?.goal_B6 as Int32Array;
    const alone = tidy(() =>
      concat(
        CONTEXTS.map((context, b) =>
          read(
            { ...told(context), fields: { goal_B6: goals.slice(6 * b, 6 * b + 6) } },
            evaluation(),
          ),
        ),
      ),
    );
    const expected = await valuesOf(alone as Tensor2D);
    (await valuesOf(read(together, evaluation()))).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] as number, 6);
    });
  });
});

/** Whether two batches have different conditions. */
const distinct = async (options: DialogueConditionInput, one: Batch, other: Batch) => {
  const { read } = build(options);
  const values = async (batch: Batch) => [...(await read(batch, evaluation()).data())];
  return JSON.stringify(await values(one)) !== JSON.stringify(await values(other));
};

test.each([
  ["the words of the oldest utterance", ["-a b", "+c"], ["-b b", "+c"]],
  ["the order of words", ["-a b", "+c"], ["-b a", "+c"]],
  ["the order of utterances", ["-a", "-c"], ["-c", "-a"]],
  ["who said it", ["-a", "+c"], ["+a", "+c"]],
  ["where an utterance ends", ["-a b", "-c"], ["-a", "-b c"]],
])("%s matters", async (_, one, other) => {
  expect(await distinct({}, told(one), told(other))).toBe(true);
});

test("a goal matters only where it is read", async () => {
  const one = told(["-a"]);
  const other = { ...one, fields: { goal_B6: Int32Array.of(2, 2, 3, 0, 1, 0) } };
  expect(await distinct({ goal: 2 }, one, other)).toBe(true);
  expect(await distinct({}, one, other)).toBe(false);
});

test("it says which fields it reads, and how wide it is", () => {
  expect(dialogueCondition()).toMatchObject({ size: 600, reads: ["context"] });
  expect(dialogueCondition({ goal: 20 })).toMatchObject({
    size: 620,
    reads: ["context", "goal_B6"],
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
  const condition = dialogueCondition({ ...small, embedding: tokenEmbedding({ size: 4 }) });
  condition.build(scope.child("condition"), tinySizes());
  expect([...scope.parameters.keys()].filter((name) => name.includes("embedding"))).toEqual([
    "embedding.table",
  ]);
});

test.each([
  [{ embedding: 0 }, "a width (a whole number ≥ 1)"],
  [{ utterance: 0 }, "dialogue.utterance"],
  [{ goal: 0 }, "dialogue.goal"],
  [{ dropout: 1 }, "dialogue.dropout"],
])("%o is refused", (options, message) => {
  expect(() => dialogueCondition(options as never)).toThrow(message);
  expect(() => dialogueCondition(options as never)).toThrow(
    expect.objectContaining({ code: "OPTION" }),
  );
});

testCondition({ condition: dialogueCondition(small) });
testCondition({
  condition: dialogueCondition({ ...small, goal: 2, bidirectional: false, dropout: 0.5 }),
  fields: { goal_B6: { shape: [6], dtype: "int32" } },
});
