import { memory, type Tensor2D, tensor2d, zeros } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { embeddingLookup, gatherRows } from "../src/index.ts";
import { expectGradients, gradientsOf, startCpu, valuesOf } from "./support.ts";

beforeAll(startCpu);

const pick = (x: Float64Array, rows: Int32Array, width: number): Float64Array =>
  Float64Array.from({ length: rows.length * width }, (_, k) => {
    const row = rows[Math.floor(k / width)] as number;
    return x[row * width + (k % width)] as number;
  });

test.each([1, 3, 47, 48, 49])(
  "values and gradients with repeated and absent rows, E = %i",
  (width) => {
    const rows = Int32Array.of(2, 0, 2, 4, 2);
    const shapes = { x: [6, width] };
    expectGradients({
      shapes,
      values: valuesOf(shapes),
      op: ({ x }) => [gatherRows(x as Tensor2D, rows)],
      reference: ({ x }) => [pick(x as Float64Array, rows, width)],
    });
  },
);

test("a word used twice gets both gradients, a word not used gets none", () => {
  const shapes = { table: [3, 1] };
  const values = { table: Float64Array.of(0, 0, 0) };
  const gradient = (ids: number[]) =>
    gradientsOf({
      shapes,
      values,
      op: ({ table }) => [embeddingLookup(table as Tensor2D, Int32Array.from(ids))],
    }).table as Float32Array;
  const [first, second] = gradient([0, 1]) as unknown as [number, number];
  expect([...gradient([2, 2])]).toEqual([0, 0, Math.fround(first + second)]);
});

test("leaves no tensor behind", () => {
  const x = tensor2d([[1], [2]]);
  const { numTensors, numDataBuffers } = memory();
  gatherRows(x, Int32Array.of(1, 1)).dispose();
  gradientsOf({
    shapes: { x: [2, 1] },
    values: { x: Float64Array.of(1, 2) },
    op: (given) => [gatherRows(given.x as Tensor2D, Int32Array.of(1, 1))],
  });
  expect(memory()).toMatchObject({ numTensors, numDataBuffers });
  x.dispose();
});

test.each([
  [() => gatherRows(tensor2d([[1]]), Int32Array.of(1)), "row from 0 to 0; got 1 at index 0"],
  [() => gatherRows(tensor2d([[1]]), Int32Array.of(0, -1)), "got -1 at index 1"],
  [() => gatherRows(tensor2d([[1]]), Int32Array.of()), "1 or more entries"],
  [() => gatherRows(zeros([2, 2, 2]) as never, Int32Array.of(0)), "x_NE with 2 axes"],
  [() => embeddingLookup(zeros([2]) as never, Int32Array.of(0)), "table_VE with 2 axes"],
])("%# wrong calls are named", (call, message) => {
  expect(call).toThrow(message);
  expect(call).toThrow(expect.objectContaining({ code: "SHAPE" }));
});
