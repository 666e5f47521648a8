import {
  engine,
  matMul,
  mean,
  ones,
  removeBackend,
  setBackend,
  sum,
  tensor1d,
} from "@tensorflow/tfjs-core";
import { wasm } from "@textvae/backend-wasm";
import { linear, logSumExp } from "@textvae/ops";
import { expect, test } from "vitest";

/** Numbers by kernels of ours and of tfjs, which must be of the heap that is there now. */
const right = async () => {
  expect(await sum(tensor1d([1, 2, 3])).data()).toEqual(Float32Array.of(6));
  expect(await mean(tensor1d([1, 2, 6])).data()).toEqual(Float32Array.of(3));
  const product = matMul(ones([4, 50]), ones([3, 50]), false, true);
  expect(await product.data()).toEqual(new Float32Array(12).fill(50));
  const x = ones([2, 3]) as never;
  expect(await linear(x, ones([3, 1]) as never, tensor1d([1])).data()).toEqual(
    Float32Array.of(4, 4),
  );
  expect((await logSumExp(tensor1d([0, 0]), 0).data())[0]).toBeCloseTo(Math.LN2, 6);
};

test("numbers are right after a reset of the engine, another, and a removal of the backend", async () => {
  await wasm({ threads: 1 }).start();
  await right();
  for (let time = 0; time < 2; time++) {
    engine().reset();
    await setBackend("wasm");
    await right();
  }
  removeBackend("wasm");
  await wasm({ threads: 1 }).start();
  await right();
});
