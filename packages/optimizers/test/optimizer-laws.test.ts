import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { adam, chain, clipByGlobalNorm, sgd } from "@textvae/optimizers";
import { testOptimizer } from "@textvae/testing";
import { describe } from "vitest";

await setBackend("cpu");

/** θ's last change by Adam, from "Adam: A Method for Stochastic Optimization", Kingma and Ba, 2015. */
const byAdam = (gradients: readonly number[]): number => {
  const [rate, beta1, beta2] = [0.05, 0.9, 0.999];
  let [m, v] = [0, 0];
  for (const g of gradients)
    [m, v] = [beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g];
  const t = gradients.length;
  return (-rate * (m / (1 - beta1 ** t))) / (Math.sqrt(v / (1 - beta2 ** t)) + 1e-8);
};

const byMomentum = (gradients: readonly number[]): number =>
  -0.05 * gradients.reduce((velocity, g) => 0.9 * velocity + g, 0);

describe("adam", () => testOptimizer({ optimizer: adam({ learningRate: 0.05 }), define: byAdam }));
describe("sgd", () => {
  testOptimizer({
    optimizer: sgd({ learningRate: 0.05 }),
    define: (gradients) => -0.05 * (gradients.at(-1) as number),
  });
});
describe("momentum", () => {
  testOptimizer({ optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }), define: byMomentum });
});
describe("clipped", () => {
  testOptimizer({ optimizer: chain(clipByGlobalNorm(1), sgd({ learningRate: 0.05 })) });
});
