import { createRng } from "@textvae/core";
import { expect, test } from "vitest";
import { dropWords } from "../src/index.ts";

const UNK = 1;

test("words are dropped at the rate asked for, starts of sentences never", () => {
  const ids = new Int32Array(20_100).fill(2);
  const isStart = (position: number) => position % 201 === 0;
  const dropped = dropWords(ids, isStart, { rate: 0.3, unk: UNK, rng: createRng(3) });
  expect(dropped.every((id, position) => id === 2 || !isStart(position))).toBe(true);
  const trials = 20_000;
  const unknown = dropped.filter((id) => id === UNK).length;
  const z = (unknown - 0.3 * trials) / Math.sqrt(0.3 * 0.7 * trials);
  expect(Math.abs(z)).toBeLessThan(5);
});

test("nothing is drawn at rate 0", () => {
  const ids = Int32Array.of(4, 2);
  expect(dropWords(ids, () => false, { rate: 0, unk: UNK, rng: createRng(3) })).toBe(ids);
});
