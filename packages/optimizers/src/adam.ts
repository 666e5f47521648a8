import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import {
  at,
  type Described,
  described,
  type Gradients,
  type Optimizer,
  type OptimizerState,
  rules,
  type Schedule,
} from "@textvae/core/plugin";
import { type AdamConstants, type AdamInputs, adamStep, moveByAdam } from "@textvae/ops";
import { withFactors, zeroSlots } from "./state.ts";

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
export const adam: Described<AdamOptions, Optimizer> = described(
  "optimizer",
  "adam",
  "Adam",
  (options: AdamOptions): Optimizer => {
    const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    const constantsAt = (step: number): AdamConstants => ({
      beta1,
      beta2,
      epsilon,
      rate: at(learningRate, step) / (1 - beta1 ** (step + 1)),
      correction: 1 - beta2 ** (step + 1),
    });
    /** Takes a step of each parameter that has a gradient; `step` returns its new m and v. */
    const stepEach = (
      gradients: Gradients,
      { tensors, numbers }: OptimizerState,
      step: (name: string, inputs: AdamInputs, constants: AdamConstants) => Tensor[],
    ): OptimizerState => {
      const done = numbers.step as number;
      const constants = constantsAt(done);
      const moments = new Map(tensors);
      for (const [name, gradient] of gradients) {
        const [m, v] = ["m", "v"].map((slot) => tensors.get(`${slot}/${name}`)) as [Tensor, Tensor];
        const [nextM, nextV] = step(name, { gradient, m, v }, constants) as [Tensor, Tensor];
        moments.set(`m/${name}`, nextM).set(`v/${name}`, nextV);
      }
      return { tensors: moments, numbers: { step: done + 1 } };
    };

    return {
      init: (parameters) => ({
        tensors: zeroSlots(parameters, ["m", "v"]),
        numbers: { step: 0 },
      }),
      update(gradients, before) {
        const updates = new Map<string, Tensor>();
        const state = stepEach(gradients, before, (name, inputs, constants) => {
          const [m, v, change] = adamStep(inputs, constants) as [Tensor, Tensor, Tensor];
          for (const old of Object.values(inputs)) old.dispose();
          updates.set(name, change);
          return [m, v];
        });
        return { updates, state };
      },
      move: (gradients, state, parameters, given) =>
        withFactors(given, (factors) =>
          stepEach(gradients, state, (name, inputs, constants) =>
            moveByAdam(parameters.get(name) as Variable, inputs, factors, constants),
          ),
        ),
    };
  },
  {
    learningRate: rules.WEIGHING,
    beta1: rules.optional(rules.NUMBER),
    beta2: rules.optional(rules.NUMBER),
    epsilon: rules.optional(rules.NUMBER),
  },
);
