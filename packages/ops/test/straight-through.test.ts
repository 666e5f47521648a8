import "@tensorflow/tfjs-backend-cpu";
import { grads, mul, setBackend, square, sum, type Tensor, tensor1d } from "@tensorflow/tfjs-core";
import { straightThrough } from "@textvae/ops";
import { expect, test } from "vitest";

await setBackend("cpu");

test("the value is exact and the gradient is the surrogate's", async () => {
  const through = (value: Tensor, surrogate: Tensor) => straightThrough(value, square(surrogate));
  const [value, surrogate] = [tensor1d([1, 0, 1]), tensor1d([0.1, 0.2, 1e-9])];
  expect([...(await through(value, surrogate).data())]).toEqual([1, 0, 1]);
  const weight = tensor1d([1, 2, 3]);
  const gradients = grads((s) => sum(mul(weight, through(value, s as Tensor))))([surrogate]);
  const got = [...(await (gradients[0] as Tensor).data())];
  [0.2, 0.8, 6e-9].forEach((x, i) => {
    expect(got[i]).toBeCloseTo(x, 6);
  });
});

test("no gradient reaches the value, even where it has one", async () => {
  const x = tensor1d([2, 3]);
  const [gradient] = grads((s) => sum(straightThrough(square(s as Tensor), s as Tensor)))([x]);
  expect([...(await (gradient as Tensor).data())]).toEqual([1, 1]);
});

test("shapes that differ are refused", () => {
  expect(() => straightThrough(tensor1d([1]), tensor1d([1, 2]))).toThrowError(
    expect.objectContaining({ code: "SHAPE" }),
  );
});
