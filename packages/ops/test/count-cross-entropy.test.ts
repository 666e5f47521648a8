import { grad, memory, type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { crossEntropy } from "../../testing/src/reference/index.ts";
import { countCrossEntropy } from "../src/index.ts";
import { expectClose, expectGradients, gradientsOf, startCpu, valuesOf } from "./support.ts";

beforeAll(startCpu);

/** Counts 0 … 3, with a row that is empty. */
const countsOf = (rows: number, size: number): Float32Array =>
  Float32Array.from({ length: rows * size }, (_, i) =>
    Math.floor(i / size) === 1 ? 0 : (7 * i) % 4,
  );

/** Σ_v count_v · (−log softmax(logits)_v): one cross-entropy per word of the bag. */
const reference = (logits: Float64Array, counts: Float32Array, size: number): Float64Array =>
  Float64Array.from({ length: counts.length / size }, (_, b) => {
    const row = logits.subarray(b * size, (b + 1) * size);
    return row.reduce((nats, _, v) => {
      const count = counts[b * size + v] as number;
      return nats + count * (crossEntropy(row, Int32Array.of(v))[0] as number);
    }, 0);
  });

test.each([
  [1, 1],
  [1, 5],
  [4, 3],
  [5, 48],
  [3, 49],
  [2, 200],
])("values and gradients against the reference, B = %i, V = %i", (rows, size) => {
  const shapes = { logits: [rows, size] };
  const counts = countsOf(rows, size);
  expectGradients({
    shapes,
    values: { logits: valuesOf(shapes).logits?.map((x) => 4 * x) as Float64Array },
    op: ({ logits }) => [countCrossEntropy(logits as Tensor2D, counts)],
    reference: ({ logits }) => [reference(logits as Float64Array, counts, size)],
  });
});

/*
 * PyTorch 2.13.0, double precision:
 * l = torch.tensor([[1000., 0, -1000], [.5, -.25, 2]], dtype=torch.float64, requires_grad=True)
 * c = torch.tensor([[2., 0, 1], [3, 0, 4]], dtype=torch.float64)
 * n = -(c * torch.log_softmax(l, 1)).sum(1); n.sum().backward(); print(n.tolist(), l.grad.tolist())
 */
test("is what PyTorch gives, also for logits far out", async () => {
  const logits = [
    [1000, 0, -1000],
    [0.5, -0.25, 2],
  ];
  const counts = Float32Array.of(2, 0, 1, 3, 0, 4);
  expectClose(await countCrossEntropy(tensor2d(logits), counts).data(), [2000, 6.4885082328032]);
  const gradient = grad((x) => countCrossEntropy(x as Tensor2D, counts))(tensor2d(logits));
  expectClose(await gradient.data(), [1, 0, -1, -1.82433077, 0.55534682, 1.26898395]);
});

test("leaves no tensor behind", () => {
  const shapes = { logits: [4, 6] };
  const values = valuesOf(shapes);
  const { numTensors, numDataBuffers } = memory();
  gradientsOf({
    shapes,
    values,
    op: ({ logits }) => [countCrossEntropy(logits as Tensor2D, countsOf(4, 6))],
  });
  expect(memory()).toMatchObject({ numTensors, numDataBuffers });
});

test("counts of another shape are refused", () => {
  expect(() => countCrossEntropy(tensor2d([[1, 2, 3]]), Float32Array.of(1, 2))).toThrow(
    expect.objectContaining({
      code: "SHAPE",
      where: "countCrossEntropy",
      message: expect.stringContaining("counts_BV with 3 entries, as many as the logits; got 2"),
    }),
  );
});
