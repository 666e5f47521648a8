import { cpu } from "@textvae/backend-cpu";
import { assemble, createRng, createScope } from "@textvae/core";
import { evaluation, testCondition, tinyBatch, tinySizes, tinyVocabulary } from "@textvae/testing";
import { expect, test } from "vitest";
import { labelCondition } from "../src/index.ts";

await cpu().start();

const scope = createScope(createRng(1));
const read = labelCondition({ size: 3 }).build(scope.child("condition"), tinySizes({ labels: 4 }));

test("each item gets the row of its class", async () => {
  const table = await scope.parameters.get("condition.table")?.data();
  const labels_B = Int32Array.of(3, 0, 3);
  const c_BC = read({ ...tinyBatch(), labels_B }, evaluation());
  const rows = [3, 0, 3].flatMap((label) => [...(table?.slice(3 * label, 3 * label + 3) ?? [])]);
  expect([...(await c_BC.data())]).toEqual(rows);
});

test.each([4, -1])("label %i of four classes is refused", (label) => {
  const labels_B = Int32Array.of(label, 0, 0);
  expect(() => read({ ...tinyBatch(), labels_B }, evaluation())).toThrow(
    expect.objectContaining({ code: "SHAPE" }),
  );
});

test("a dataset without classes is refused at assembly", () => {
  const parts = { condition: labelCondition(), decoder: { build: () => ({}) } };
  const refused = (provides: readonly ("labels_B" | "text")[]) => () =>
    assemble(parts as never, { dataset: { vocabulary: tinyVocabulary, provides }, seed: 1 });
  expect(refused(["text"])).toThrow('provides "labels_B" for condition "label"');
  expect(refused(["labels_B"])).toThrow("expected a dataset with classes");
});

test.each([{ size: 0 }, { size: 1.5 }, { width: 3 }])("%o is refused", (options) => {
  expect(() => labelCondition(options as never)).toThrow(
    expect.objectContaining({ code: "OPTION" }),
  );
});

testCondition({ condition: labelCondition({ size: 3 }) });
