import { concat, type Tensor } from "@tensorflow/tfjs-core";
import { adamStep } from "@textvae/ops";
import { referenceArray } from "../../reference/array.ts";
import type { Agreement } from "./agreement.ts";

const ADAM = { beta1: 0.9, beta2: 0.99, epsilon: 1e-3, rate: 0.02, correction: 0.19 };

/** One step of Adam: the new m and v and the change, one after the other. */
export const adamSteps = (): Agreement[] =>
  [1, 3, 4, 47, 200].map((size) => ({
    name: `adamStep of ${size}`,
    inputs: [[size], [size], [size]],
    within: [0.1, 1],
    differentiable: false,
    compute: (gradient, m, v) =>
      concat(adamStep({ gradient: gradient as Tensor, m: m as Tensor, v: v as Tensor }, ADAM)),
    define: (...all) => {
      const [g, m, v] = all.map((x) => x.values) as [Float64Array, Float64Array, Float64Array];
      const { beta1, beta2, epsilon, rate, correction } = ADAM;
      const nextM = m.map((x, i) => beta1 * x + (1 - beta1) * (g[i] as number));
      const nextV = v.map((x, i) => beta2 * x + (1 - beta2) * (g[i] as number) ** 2);
      const change = nextM.map(
        (x, i) => (-rate * x) / (Math.sqrt((nextV[i] as number) / correction) + epsilon),
      );
      return referenceArray([3 * size], Float64Array.of(...nextM, ...nextV, ...change));
    },
  }));
