import { tensor2d, tidy } from "@tensorflow/tfjs-core";
import { assemble, createRng } from "@textvae/core";
import { curveLength, geodesic, likelihoodMap, pullBackMetric } from "@textvae/flow-riemannian";
import { expect, test } from "vitest";
import { nvrnn } from "../src/index.ts";
import { dataset, registry, small } from "./grammar.ts";

test("the decoder of a language model has a metric and shortest ways", () => {
  const plan = nvrnn.create({ ...small, prior: "gaussian", dim: 3 }, registry);
  const model = assemble(plan.parts, { dataset, seed: 1 });
  const batch = dataset.epoch("valid", { batchSize: 6 }).at(0);
  const f = likelihoodMap(model, batch, { rng: createRng(1), training: false, step: 0 });

  const z = () => tensor2d([[0.5, -1, 0.2]]);
  const metric = (jacobian: "exact" | "differences") =>
    tidy(() => [...pullBackMetric(f, z(), { jacobian, step: 0.05 }).dataSync()]);
  const [exact, byDifferences] = [metric("exact"), metric("differences")];
  const scale = Math.max(...exact.map(Math.abs));
  for (const [i, value] of exact.entries()) {
    expect(Math.abs(value - (byDifferences[i] as number)) / scale).toBeLessThan(0.02);
  }

  const [a, b] = [[-2, 0, 1] as const, [2, 1, -1] as const];
  const lengthOf = (points: number[][]) =>
    tidy(() => curveLength(f, tensor2d(points)).dataSync()[0] as number);
  const path = geodesic(f, a, b, { points: 6, iterations: 60 });
  const straight = Array.from({ length: 6 }, (_, i) =>
    a.map((value, d) => value + (i / 5) * ((b[d] as number) - value)),
  );
  expect(lengthOf(path.arraySync())).toBeLessThan(lengthOf(straight) + 1e-6);
  path.dispose();
  model.dispose();
});
