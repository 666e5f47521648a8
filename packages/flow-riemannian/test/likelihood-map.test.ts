import "@tensorflow/tfjs-backend-cpu";
import {
  memory,
  mul,
  setBackend,
  square,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
} from "@tensorflow/tfjs-core";
import { createRng, type Model } from "@textvae/core";
import { curveLength, likelihoodMap, pullBackMetric } from "@textvae/flow-riemannian";
import { linear } from "@textvae/ops";
import { allNear, numbersOf } from "@textvae/testing";
import { expect, test } from "vitest";

await setBackend("cpu");

/** x|z ~ N(zW, I) without its constant: ∂ log p/∂z = (x − zW)Wᵀ, and the Fisher information is WWᵀ. */
const W = [
  [1, 2, 0],
  [-1, 0.5, 3],
];
const model: Pick<Model, "logLikelihood"> = {
  logLikelihood: ({ counts_BV, size }, z_BZ) => {
    const x_BV = tensor2d(counts_BV as Float32Array, [size, 3]);
    const apart = sub(x_BV, linear(z_BZ as Tensor2D, tensor2d(W)));
    return mul(sum(square(apart), 1), -0.5) as Tensor1D;
  },
};
const mapOf = (values: ArrayLike<number>) => {
  const counts_BV = Float32Array.from(values);
  const context = { rng: createRng(1), training: false, step: 0 };
  return likelihoodMap(model, { size: counts_BV.length / 3, counts_BV }, context);
};
const items = [0.5, -1, 2, 1.5, 0, -0.5];

test.each(["exact", "differences"] as const)(
  "the metric is the mean of s sᵀ, %s",
  async (jacobian) => {
    const codes = [
      [0.3, -0.2],
      [1, 0.5],
    ];
    const expected = codes.flatMap((z) => {
      const G = [0, 0, 0, 0];
      for (const x of [items.slice(0, 3), items.slice(3)]) {
        const apart = x.map(
          (value, v) => value - z.reduce((s, c, i) => s + c * (W[i]?.[v] ?? 0), 0),
        );
        const score = W.map((row) => row.reduce((s, w, v) => s + w * (apart[v] as number), 0));
        for (const [k] of G.entries()) {
          G[k] = (G[k] as number) + ((score[k >> 1] as number) * (score[k & 1] as number)) / 2;
        }
      }
      return G;
    });
    const found = await numbersOf(() =>
      pullBackMetric(mapOf(items), tensor2d(codes), { jacobian }),
    );
    allNear(found, expected, 2e-3, "G");
  },
);

test("with items drawn from p(x|z) it is the Fisher information", async () => {
  const [z, count] = [[0.3, -0.2], 4000];
  const noise = createRng(3).normals(3 * count);
  const drawn = noise.map(
    (value, at) => value + z.reduce((s, c, i) => s + c * (W[i]?.[at % 3] ?? 0), 0),
  );
  const [a = 0, b = 0, , d = 0] = await numbersOf(() =>
    pullBackMetric(mapOf(drawn), tensor2d([z]), { jacobian: "differences" }),
  );
  // WWᵀ = [5, 0; 0, 10.25]; a mean of N products of normals with those variances.
  expect(Math.abs(a - 5) / (5 * Math.sqrt(2 / count))).toBeLessThan(5);
  expect(Math.abs(d - 10.25) / (10.25 * Math.sqrt(2 / count))).toBeLessThan(5);
  expect(Math.abs(b) / Math.sqrt((5 * 10.25) / count)).toBeLessThan(5);
});

test("nothing leaks", () => {
  const before = memory().numTensors;
  const z = tensor2d([
    [0, 0],
    [1, 1],
  ]);
  curveLength(mapOf(items), z).dispose();
  z.dispose();
  expect(memory().numTensors).toBe(before);
});
