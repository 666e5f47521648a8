import "@tensorflow/tfjs-backend-cpu";
import { grad, ones, setBackend, sum } from "@tensorflow/tfjs-core";
import { createRng } from "@textvae/core";
import { dropout } from "@textvae/layers";
import { beforeAll, expect, test } from "vitest";

beforeAll(async () => {
  await setBackend("cpu");
});

const rate = 0.3;
const size = 20_000;

test("elements are dropped at the rate and the rest scaled to keep the mean", async () => {
  const values = await dropout(ones([100, size / 100]), rate, createRng(1)).data();
  const dropped = values.filter((value) => value === 0).length;
  const z = (dropped - rate * size) / Math.sqrt(rate * (1 - rate) * size);
  expect(Math.abs(z)).toBeLessThan(5);
  expect(values.every((value) => value === 0 || value === Math.fround(1 / (1 - rate)))).toBe(true);
});

test("the gradient passes through what was kept", async () => {
  const x = ones([50]);
  const gradient = await grad((y) => sum(dropout(y, rate, createRng(2))))(x).data();
  const output = await dropout(x, rate, createRng(2)).data();
  expect([...gradient]).toEqual([...output]);
});

test("rate 0 is the identity", () => {
  const x = ones([3]);
  expect(dropout(x, 0, createRng(1))).toBe(x);
});
