import {
  grads,
  memory,
  registerKernel,
  type Tensor,
  type Tensor1D,
  tensor1d,
  tidy,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { defineOp } from "../src/index.ts";
import { startCpu } from "./support.ts";

beforeAll(startCpu);
afterEach(() => unregisterKernel("TestPower", "cpu"));

const power = (x: Tensor, exponent: number): Tensor =>
  tensor1d(x.dataSync().map((value) => value ** exponent));

const scale = (x: Tensor, factor: Tensor): Tensor => {
  const factors = factor.dataSync();
  return tensor1d(x.dataSync().map((value, k) => value * (factors[k] as number)));
};

const portable = vi.fn(
  ({ x, y }: { x: Tensor; y: Tensor }, { exponent, residuals }: Attributes & Call) => {
    const outputs = [power(x, exponent), scale(x, y)];
    return residuals
      ? [...outputs, scale(power(x, exponent - 1), tensor1d([exponent, exponent]))]
      : outputs;
  },
);

interface Attributes {
  readonly exponent: number;
}
interface Call {
  readonly residuals: boolean;
}

const gradientOfY = vi.fn((dy: Tensor, x: Tensor) => scale(dy, x));

/** x to the power of an exponent, and x·y; the derivative of the first is a residual. */
const powerAndProduct = defineOp<{ x: Tensor; y: Tensor }, Attributes, "x" | "y">({
  kernelName: "TestPower",
  outputs: 2,
  portable,
  saves: { inputs: ["x", "y"], outputs: [1] },
  gradient: ([dPower, dProduct], { inputs: { x, y }, outputs, residuals }) => {
    expect(outputs).toHaveLength(1);
    expect([...(outputs[0] as Tensor).dataSync()]).toEqual([...scale(x, y).dataSync()]);
    return {
      x: () => {
        const one = scale(dPower as Tensor, residuals[0] as Tensor).dataSync();
        const two = scale(dProduct as Tensor, y).dataSync();
        return tensor1d(one.map((value, k) => value + (two[k] as number)));
      },
      y: () => gradientOfY(dProduct as Tensor, x),
    };
  },
});

const x = () => tensor1d([2, 3]);
const y = () => tensor1d([5, 7]);
const run = (index: number) => (a: Tensor, b: Tensor) =>
  powerAndProduct({ x: a, y: b }, { exponent: 3 })[index] as Tensor;
const numbers = (tensors: Tensor[]) => tensors.map((tensor) => [...tensor.dataSync()]);

test("without gradients there are no residuals", () => {
  tidy(() => {
    const outputs = powerAndProduct({ x: x(), y: y() }, { exponent: 3 });
    expect(numbers(outputs)).toEqual([
      [8, 27],
      [10, 21],
    ]);
    expect(portable.mock.lastCall?.[1]).toEqual({ exponent: 3, residuals: false });
  });
});

test("gradients get what was saved, and what nobody asks for is not computed", () => {
  tidy(() => {
    gradientOfY.mockClear();
    expect(numbers(grads(run(0))([x(), y()]))).toEqual([
      [12, 27],
      [0, 0],
    ]);
    expect(portable.mock.lastCall?.[1]).toEqual({ exponent: 3, residuals: true });
    expect(gradientOfY).toHaveBeenCalledTimes(1);
    const fixed = y();
    const alone = grads((a) => run(1)(a as Tensor, fixed))([x()]);
    expect(numbers(alone)).toEqual([[5, 7]]);
    expect(gradientOfY).toHaveBeenCalledTimes(1);
  });
});

test("a backend's kernel takes the place of the portable one", () => {
  const kernelFunc = vi.fn(({ inputs }: { inputs: Record<string, unknown> }) => [
    power(inputs.x as Tensor1D, 1),
    power(inputs.x as Tensor1D, 1),
  ]);
  registerKernel({ kernelName: "TestPower", backendName: "cpu", kernelFunc: kernelFunc as never });
  tidy(() => {
    expect(numbers([run(0)(x(), y())])).toEqual([[2, 3]]);
  });
  expect(kernelFunc.mock.lastCall?.[0]).toMatchObject({ attrs: { exponent: 3, residuals: false } });
});

test("residuals go when the gradient is done, also one that was not needed", () => {
  const inputs = [x(), y()];
  const { numTensors, numDataBuffers } = memory();
  tidy(() => {
    grads(run(0))(inputs);
  });
  tidy(() => {
    grads((a, b) => {
      run(0)(a as Tensor, b as Tensor);
      return run(1)(a as Tensor, b as Tensor);
    })(inputs);
  });
  expect(memory()).toMatchObject({ numTensors, numDataBuffers });
});
