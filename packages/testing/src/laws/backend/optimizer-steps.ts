import { concat, mul, scalar, type Tensor, type Variable, variable } from "@tensorflow/tfjs-core";
import { adamStep, type Factors, moveByAdam, moveBySgd } from "@textvae/ops";
import { type ReferenceArray, referenceArray } from "../../reference/array.ts";
import type { Agreement } from "./agreement.ts";

const ADAM = { beta1: 0.9, beta2: 0.99, epsilon: 1e-3, rate: 0.02, correction: 0.19 };
const BEFORE = 0.375;
const AFTER = 0.75;

const SIZES = [1, 3, 4, 8, 47, 200];

interface Steps {
  readonly m: Float64Array;
  readonly v: Float64Array;
  readonly change: Float64Array;
}

/** One step of Adam in double precision. */
const adamReference = (g: Float64Array, m: Float64Array, v: Float64Array): Steps => {
  const { beta1, beta2, epsilon, rate, correction } = ADAM;
  const nextM = m.map((x, i) => beta1 * x + (1 - beta1) * (g[i] as number));
  const nextV = v.map((x, i) => beta2 * x + (1 - beta2) * (g[i] as number) ** 2);
  const change = nextM.map(
    (x, i) => (-rate * x) / (Math.sqrt((nextV[i] as number) / correction) + epsilon),
  );
  return { m: nextM, v: nextV, change };
};

const moved = (x: Float64Array, change: Float64Array): Float64Array =>
  x.map((value, i) => value + AFTER * (change[i] as number));

/** A parameter's value after a step, and what the step returns. */
const after = (
  start: Tensor,
  step: (parameter: Variable, factors: Factors) => Tensor[],
): Tensor => {
  const parameter = variable(start);
  const state = step(parameter, { before: scalar(BEFORE), after: AFTER });
  const all = concat([parameter, ...state]);
  parameter.dispose();
  return all;
};

/** A tensor of the same numbers that may be used up. */
const own = (x?: Tensor): Tensor => mul(x as Tensor, 1);

const values = (all: readonly ReferenceArray[]): Float64Array[] => all.map((x) => x.values);

const joined = (...parts: readonly Float64Array[]): ReferenceArray => {
  const numbers = parts.flatMap((part) => [...part]);
  return referenceArray([numbers.length], Float64Array.from(numbers));
};

/** Steps of optimisers: the parameter, where it is moved, and the optimiser's tensors. */
export const optimizerSteps = (): Agreement[] =>
  SIZES.flatMap((size) => [
    {
      name: `adamStep of ${size}`,
      inputs: [[size], [size], [size]],
      within: [0.1, 1],
      differentiable: false,
      compute: (gradient, m, v) =>
        concat(adamStep({ gradient: gradient as Tensor, m: m as Tensor, v: v as Tensor }, ADAM)),
      define: (...all) => {
        const [g, m, v] = values(all) as [Float64Array, Float64Array, Float64Array];
        const next = adamReference(g, m, v);
        return joined(next.m, next.v, next.change);
      },
    },
    {
      name: `moveByAdam of ${size}`,
      inputs: [[size], [size], [size], [size]],
      within: [0.1, 1],
      differentiable: false,
      compute: (start, gradient, m, v) =>
        after(start as Tensor, (parameter, factors) =>
          moveByAdam(parameter, { gradient: own(gradient), m: own(m), v: own(v) }, factors, ADAM),
        ),
      define: (...all) => {
        const [x, g, m, v] = values(all) as [
          Float64Array,
          Float64Array,
          Float64Array,
          Float64Array,
        ];
        const scaled = g.map((value) => BEFORE * value);
        const next = adamReference(scaled, m, v);
        return joined(moved(x, next.change), next.m, next.v);
      },
    },
    {
      name: `moveBySgd of ${size}`,
      inputs: [[size], [size]],
      differentiable: false,
      compute: (start, gradient) =>
        after(start as Tensor, (parameter, factors) => {
          moveBySgd(parameter, own(gradient), factors, 0.5);
          return [];
        }),
      define: (...all) => {
        const [x, g] = values(all) as [Float64Array, Float64Array];
        return joined(
          moved(
            x,
            g.map((value) => -0.5 * BEFORE * value),
          ),
        );
      },
    },
  ]);
