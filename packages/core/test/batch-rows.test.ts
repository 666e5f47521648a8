import { tinyBatch } from "@textvae/testing";
import { expect, test } from "vitest";
import { repeatBatch } from "../src/objectives/batch-rows.ts";

const sentences = ["a b c", "b", "c a"];
const thrice = (items: readonly string[]): string[] => [...items, ...items, ...items];

test("a batch repeated is the batch of its items repeated, in every field", () => {
  // Labels of a tiny batch stand by position.
  const labels_B = Int32Array.of(0, 1, 0, 0, 1, 0, 0, 1, 0);
  const weights_B = Float32Array.of(1, 2, 3);
  expect(repeatBatch({ ...tinyBatch(sentences), weights_B }, 3)).toEqual({
    ...tinyBatch(thrice(sentences)),
    labels_B,
    weights_B: Float32Array.of(1, 2, 3, 1, 2, 3, 1, 2, 3),
  });
});
