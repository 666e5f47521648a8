import { add, div, mul, sqrt, square, type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { Optimizer } from "../contracts/optimizer.ts";
import type { Schedule } from "../contracts/schedule.ts";
import { at } from "../schedules/schedule.ts";
import { zeroSlots } from "./state.ts";

export interface AdamOptions {
  readonly learningRate: number | Schedule;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/**
 * Adam: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − η·m̂ / (√v̂ + ε) with
 * m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ).
 *
 * Source: "Adam: A Method for Stochastic Optimization", Kingma and Ba, 2015,
 * https://arxiv.org/abs/1412.6980
 */
export const adam = (options: AdamOptions): Optimizer => {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const decay = (average: Tensor, value: Tensor, beta: number) =>
    add(mul(average, beta), mul(value, 1 - beta));

  return {
    init: (parameters) => ({
      tensors: zeroSlots(parameters, ["m", "v"]),
      numbers: { step: 0 },
    }),
    update(gradients, { tensors, numbers }) {
      const step = numbers.step as number;
      const t = step + 1;
      const rate = -at(learningRate, step) / (1 - beta1 ** t);
      const moments = new Map(tensors);
      const updates = new Map<string, Tensor>();
      for (const [name, gradient] of gradients) {
        const m = tensors.get(`m/${name}`) as Tensor;
        const v = tensors.get(`v/${name}`) as Tensor;
        const [nextM, nextV, update] = tidy(() => {
          const nextM = decay(m, gradient, beta1);
          const nextV = decay(v, square(gradient), beta2);
          const scale = add(sqrt(div(nextV, 1 - beta2 ** t)), epsilon);
          return [nextM, nextV, div(mul(nextM, rate), scale)] as const;
        }) as unknown as readonly [Tensor, Tensor, Tensor];
        for (const old of [m, v, gradient]) old.dispose();
        moments.set(`m/${name}`, nextM).set(`v/${name}`, nextV);
        updates.set(name, update);
      }
      return { updates, state: { tensors: moments, numbers: { step: t } } };
    },
  };
};
