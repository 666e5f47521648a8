import "@tensorflow/tfjs-backend-cpu";
import {
  concat,
  cos,
  matMul,
  memory,
  mul,
  setBackend,
  sin,
  slice,
  type Tensor2D,
  tensor2d,
  zeros,
} from "@tensorflow/tfjs-core";
import { curveLength, geodesic, pullBackMetric } from "@textvae/flow-riemannian";
import { allNear, numbersOf } from "@textvae/testing";
import { expect, test } from "vitest";

await setBackend("cpu");

/** (θ, φ) to the unit sphere: G = diag(1, sin²θ), and geodesics are great circles. */
const sphere = (z_BZ: Tensor2D): Tensor2D => {
  const [rows] = z_BZ.shape;
  const theta = slice(z_BZ, [0, 0], [rows, 1]);
  const phi = slice(z_BZ, [0, 1], [rows, 1]);
  return concat(
    [mul(sin(theta), cos(phi)), mul(sin(theta), sin(phi)), cos(theta)] as Tensor2D[],
    1,
  );
};

test.each(["exact", "differences"] as const)("the metric of the sphere, %s", async (jacobian) => {
  const thetas = [0.3, 1.1, 2.5];
  const G = await numbersOf(() =>
    pullBackMetric(sphere, tensor2d(thetas.map((theta) => [theta, 0.4])), { jacobian }),
  );
  const expected = thetas.flatMap((theta) => [1, 0, 0, Math.sin(theta) ** 2]);
  allNear(G, expected, 1e-3, "G");
});

test("the metric of a linear map is WWᵀ everywhere", async () => {
  const W = [
    [1, 2, 0],
    [-1, 0.5, 3],
  ];
  const G = await numbersOf(() =>
    pullBackMetric((z) => matMul(z, tensor2d(W)), tensor2d([[5, -7]])),
  );
  allNear(G, [5, 0, 0, 10.25], 1e-5, "G");
});

test("a path becomes the great circle, its points equally far apart", async () => {
  const [a, b] = [
    [1.2, 0],
    [0.9, 2],
  ] as const;
  const path = geodesic(sphere, a, b, { points: 12, iterations: 600 });
  const [length] = await numbersOf(() => curveLength(sphere, path));
  const [straight] = await numbersOf(() =>
    curveLength(
      sphere,
      tensor2d(Array.from({ length: 12 }, (_, i) => [1.2 - (0.3 * i) / 11, (2 * i) / 11])),
    ),
  );
  const dot =
    Math.sin(a[0]) * Math.sin(b[0]) * Math.cos(b[1] - a[1]) + Math.cos(a[0]) * Math.cos(b[0]);
  const arc = Math.acos(dot);
  const polygon = 2 * 11 * Math.sin(arc / 22);
  expect(length).toBeGreaterThan(polygon - 1e-4);
  expect(length).toBeLessThan(polygon + 2e-3);
  expect(straight).toBeGreaterThan(polygon + 0.02);

  const images = await numbersOf(() => sphere(path));
  const steps = Array.from({ length: 11 }, (_, i) =>
    Math.hypot(
      ...[0, 1, 2].map((d) => (images[3 * i + 3 + d] as number) - (images[3 * i + d] as number)),
    ),
  );
  expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.1);
  path.dispose();
});

test("a geodesic leaves nothing but its path", () => {
  const before = memory().numTensors;
  const path = geodesic(sphere, [1, 0], [1, 1], { points: 4, iterations: 3 });
  expect(memory().numTensors).toBe(before + 1);
  path.dispose();
});

test("ends and points that make no path are refused", () => {
  expect(() => geodesic(sphere, [1, 0], [1, 1], { points: 2 })).toThrowError(
    expect.objectContaining({ code: "OPTION" }),
  );
  expect(() => geodesic(sphere, [1, 0], [1])).toThrowError(
    expect.objectContaining({ code: "SHAPE" }),
  );
});

test.each(["exact", "differences"] as const)(
  "the metric of a map with one output, %s",
  async (jacobian) => {
    const sum = (z_BZ: Tensor2D) => matMul(z_BZ, tensor2d([[1], [2]])) as Tensor2D;
    const G = await numbersOf(() => pullBackMetric(sum, tensor2d([[0.3, 0.4]]), { jacobian }));
    allNear(G, [1, 2, 2, 4], 1e-3, "G");
  },
);

test.each([0, -0.1, Number.NaN, Number.POSITIVE_INFINITY])(
  "a difference over a distance of %d is refused",
  (step) => {
    const z_BZ = tensor2d([[0.1, 0.2]]);
    expect(() => pullBackMetric((z) => z, z_BZ, { jacobian: "differences", step })).toThrow(
      /pullBackMetric.step: expected a finite number > 0/,
    );
  },
);

test.each<[string, () => unknown, RegExp]>([
  ["one axis", () => pullBackMetric(sphere, [0.1, 0.2] as never), /pullBackMetric/],
  [
    "a map to one number",
    () => pullBackMetric((z) => slice(z, 0, 1), tensor2d([[1], [2]])),
    /expected codes/,
  ],
  ["one axis of a curve", () => curveLength((z) => z, zeros([4]) as never), /expected codes/],
  ["an end of NaN", () => geodesic(sphere, [0, Number.NaN], [1, 1]), /geodesic.*NaN at 1/],
  ["ends of another width", () => geodesic(sphere, [0, 1], [1]), /geodesic/],
  [
    "a rate of NaN",
    () => geodesic(sphere, [0, 1], [1, 1], { learningRate: Number.NaN }),
    /learningRate/,
  ],
  ["updates below 0", () => geodesic(sphere, [0, 1], [1, 1], { iterations: -1 }), /iterations/],
])("codes and maps that are none are refused: %s", (_, ask, message) => {
  const before = memory().numTensors;
  expect(ask).toThrow(message);
  expect(memory().numTensors - before).toBeLessThan(3); // those of the question
});
