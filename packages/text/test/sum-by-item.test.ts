import "@tensorflow/tfjs-backend-cpu";
import { setBackend, tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { sumByItem } from "../src/index.ts";

test("values are added up item by item, whatever the padding", async () => {
  await setBackend("cpu");
  const text = { tokens_BT: new Int32Array(15), lengths_B: Int32Array.of(2, 1, 3), time: 5 };
  const sums = sumByItem(tensor1d([1, 2, 4, 8, 16, 32]), text);
  expect([...(await sums.data())]).toEqual([3, 4, 56]);
});
