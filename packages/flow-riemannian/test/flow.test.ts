import "@tensorflow/tfjs-backend-cpu";
import { type Scalar, setBackend, sum, tensor1d, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { createRng, createScope } from "@textvae/core";
import { curvature, inverseMetric } from "@textvae/flow-riemannian";
import { allFinite, allNear, gradientsOf, numbersOf, testFlow, tinySizes } from "@textvae/testing";
import { describe, expect, test } from "vitest";
import { steepestSlope } from "../src/slope.ts";

await setBackend("cpu");

const centres = [
  [0.2, -0.4, 0.9],
  [1.5, 0.3, -0.2],
  [-1, -1, -1],
];

testFlow({ flow: inverseMetric({ centres }) });
testFlow({ flow: inverseMetric({ centres, layers: 3, band: 4 }) });
testFlow({ flow: inverseMetric({ centres: [[0, 0]], layers: 2 }), size: 2 });
testFlow({ flow: curvature({ centres }) });

describe("the bound on the slope of 1/β", () => {
  const slopeAt = (point: readonly number[], band: number): number => {
    const kernels = centres.map((c) =>
      Math.exp(-band * point.reduce((sum, x, i) => sum + (x - (c[i] as number)) ** 2, 0)),
    );
    const beta = 1 + kernels.reduce((a, b) => a + b, 0);
    const gradient = point.map((x, i) =>
      kernels.reduce((sum, k, j) => sum + 2 * band * k * (x - (centres[j]?.[i] as number)), 0),
    );
    return Math.hypot(...gradient) / beta ** 2;
  };

  test.each([0.1, 0.5, 3])("holds at 20 000 points, band %d", (band) => {
    const rng = createRng(5);
    let steepest = 0;
    for (let i = 0; i < 20_000; i++) {
      steepest = Math.max(
        steepest,
        slopeAt(
          [...rng.normals(3)].map((x) => 1.5 * x),
          band,
        ),
      );
    }
    expect(steepest).toBeLessThan(steepestSlope(centres.length, band));
  });

  test("is met by a single centre", () => {
    // max over r of 2 r e^{−r²} / (1 + e^{−r²})², in SciPy:
    // minimize_scalar(lambda r: -2*r*np.exp(-r*r)/(1+np.exp(-r*r))**2, bounds=(0, 3))
    let steepest = 0;
    for (let r = 0; r < 3; r += 1e-4) {
      const k = Math.exp(-r * r);
      steepest = Math.max(steepest, (2 * r * k) / (1 + k) ** 2);
    }
    expect(steepestSlope(1, 1) / steepest).toBeCloseTo(1.001, 4);
  });
});

describe("the penalty", () => {
  const z = [
    [0.3, -0.5, 1.2],
    [4, 4, 4],
  ];
  const nearest = z.map((row) =>
    Math.min(
      ...centres.map((c) => c.reduce((sum, x, i) => sum + (x - (row[i] as number)) ** 2, 0)),
    ),
  );
  const scope = createScope(createRng(1));
  const penaltyOf = (kernel: "gaussian" | "imq") => {
    const flow = curvature({ centres, kernel, band: 0.7 }).build(scope, tinySizes({ latent: 3 }));
    return numbersOf(() => flow.penalty?.(tensor2d(z)) as never);
  };

  test("draws to the nearest centre with the Gaussian kernel", async () => {
    const expected = nearest.map((d2) => -Math.log(1 + Math.exp(-0.7 * d2)));
    allNear(await penaltyOf("gaussian"), expected, 1e-5, "penalty");
  });

  test("pushes from it with the inverse multiquadric", async () => {
    const expected = nearest.map((d2) => {
      const beta = [0.1, 0.2, 0.5, 1, 2, 5, 10]
        .map((s) => 2 * 3 * s)
        .reduce((sum, C) => sum + C / (C + d2), 0);
      return 0.7 * Math.log(beta);
    });
    allNear(await penaltyOf("imq"), expected, 1e-5, "penalty");
  });
});

test.each([
  ["curvature", curvature],
  ["inverse-metric", inverseMetric],
] as const)("%s refuses centres of another width, or none", (_, plugin) => {
  const scope = createScope(createRng(1));
  expect(() => plugin({ centres: [[0, 0]] }).build(scope, tinySizes({ latent: 3 }))).toThrowError(
    expect.objectContaining({ code: "SHAPE" }),
  );
  for (const wrong of [[], [[]], [[1, 2], [1]], [[Number.NaN]]]) {
    expect(() => plugin({ centres: wrong })).toThrowError(
      expect.objectContaining({ code: "OPTION" }),
    );
  }
  tidy(() => scope.dispose());
});

describe("far from the origin", () => {
  test("the flow is that about the origin, moved with its centres", async () => {
    const at = async (shift: number) => {
      const scope = createScope(createRng(3));
      const moved = centres.map((row) =>
        row.map((x) => Math.fround(Math.fround(x + 300) - 300) + shift),
      );
      const built = inverseMetric({ centres: moved, band: 1 }).build(
        scope,
        tinySizes({ latent: 3 }),
      );
      // tanh(wᵀz + b) with a bias that takes the shift back
      const w = scope.parameters.get("layer0.w");
      const along = Array.from((await w?.data()) ?? []).reduce((total, x) => total + x, 0);
      scope.parameters.get("layer0.b")?.assign(tensor1d([-shift * along]));
      const z = [0, 1].map((i) => [0.25 + i, -0.5, 0.75].map((x) => x + shift));
      const logDet = await numbersOf(() => built.forward(tensor2d(z)).logDet_B);
      scope.dispose();
      return logDet;
    };
    allNear(await at(300), await at(0), 1e-4, "logDet");
  });

  test.each([0, 1e-30, 1e-9])("a w and u of length %d have finite gradients", async (length) => {
    const scope = createScope(createRng(3));
    const built = inverseMetric({ centres }).build(scope, tinySizes({ latent: 3 }));
    for (const name of ["layer0.u", "layer0.w"]) {
      scope.parameters.get(name)?.assign(tensor2d([[length, -length, length]]));
    }
    const loss = () => sum(built.forward(tensor2d([[0.3, 0.1, -0.2]])).logDet_B) as Scalar;
    for (const gradient of gradientsOf(loss, scope.parameters).values()) {
      allFinite(await gradient.data(), "gradient");
    }
    scope.dispose();
  });
});
