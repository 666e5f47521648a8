import { add, mul, tidy, type Variable } from "@tensorflow/tfjs-core";
import {
  at,
  type Described,
  described,
  type Optimizer,
  rules,
  type Schedule,
} from "@textvae/core/plugin";
import { moveBySgd } from "@textvae/ops";
import { replaceEach, withFactors, zeroSlots } from "./state.ts";

export interface SgdOptions {
  readonly learningRate: number | Schedule;
  /** μ in v ← μ·v + g; 0 for plain gradient descent. */
  readonly momentum?: number;
}

/** Stochastic gradient descent: θ ← θ − η·v, v ← μ·v + g. */
export const sgd: Described<SgdOptions, Optimizer> = described(
  "optimizer",
  "sgd",
  "Stochastic gradient descent",
  ({ learningRate, momentum = 0 }: SgdOptions): Optimizer => ({
    init: (parameters) => ({
      tensors: momentum > 0 ? zeroSlots(parameters, ["velocity"]) : new Map(),
      numbers: { step: 0 },
    }),
    update(gradients, { tensors, numbers }) {
      const step = numbers.step as number;
      const rate = at(learningRate, step);
      const velocities = replaceEach(tensors, (velocity, key) => {
        const gradient = gradients.get(key.slice("velocity/".length));
        return gradient ? tidy(() => add(mul(velocity, momentum), gradient)) : velocity;
      });
      const updates = replaceEach(gradients, (gradient, name) =>
        mul(velocities.get(`velocity/${name}`) ?? gradient, -rate),
      );
      return { updates, state: { tensors: velocities, numbers: { step: step + 1 } } };
    },
    ...(momentum === 0 && {
      move: (gradients, { tensors, numbers }, parameters, given) => {
        const step = numbers.step as number;
        const rate = at(learningRate, step);
        withFactors(given, (factors) => {
          for (const [name, gradient] of gradients) {
            moveBySgd(parameters.get(name) as Variable, gradient, factors, rate);
          }
        });
        return { tensors, numbers: { step: step + 1 } };
      },
    }),
  }),
  { learningRate: rules.WEIGHING, momentum: rules.optional(rules.NUMBER) },
);
