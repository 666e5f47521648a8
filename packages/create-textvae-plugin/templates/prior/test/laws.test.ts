import { tensor2d } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { testDistribution, testPrior } from "@textvae/testing";
import { expect, test } from "vitest";
import { laplace, templatePart } from "../src/index.ts";

await cpu().start();

testPrior({ prior: templatePart({ size: 5 }) });

testDistribution({
  parameters: {
    mean_BZ: [
      [0.5, -1],
      [-2, 0],
    ],
    logScale_BZ: [
      [0.2, -0.7],
      [0, 0.4],
    ],
  },
  make: ({ mean_BZ, logScale_BZ }) => laplace({ mean_BZ, logScale_BZ }),
  against: [() => laplace({ mean_BZ: tensor2d([[0, 0]]), logScale_BZ: tensor2d([[0, 0]]) })],
});

test("wrong options are refused", () => {
  expect(() => templatePart({ size: 0 })).toThrow("template-part.size");
});
