import {
  add,
  mul,
  type NamedTensorMap,
  type Scalar,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";
import { type AdamConstants, type AdamInputs, adamStep } from "./adam.ts";
import { checkShapes } from "./check.ts";
import { defineOp, type Op } from "./op.ts";

/** What a gradient is multiplied by before its step is computed, and the step before it is taken. */
export interface Factors {
  readonly before: Scalar;
  readonly after: number;
}

/**
 * A step of an optimiser in one operation: the parameter's new value, then the optimiser's new
 * tensors. A backend's kernel may put them in the memory of the old ones, which nobody reads
 * again.
 */
const take = <I extends NamedTensorMap, A extends object>(
  op: Op<I & { parameter: Tensor; before: Scalar }, A & { after: number }>,
  parameter: Variable,
  inputs: I,
  { before, after }: Factors,
  attrs: A,
): Tensor[] => {
  const [moved, ...state] = op({ ...inputs, parameter, before }, { ...attrs, after });
  parameter.assign(moved as Tensor);
  for (const tensor of [moved as Tensor, ...Object.values(inputs)]) tensor.dispose();
  return state;
};

const times = (x: Tensor, factor: number): Tensor => (factor === 1 ? x : mul(x, factor));

const adamMove = defineOp<
  AdamInputs & { parameter: Tensor; before: Scalar },
  AdamConstants & { after: number }
>({
  kernelName: "TextvaeAdamMove",
  outputs: 3,
  portable({ parameter, gradient, m, v, before }, { after, ...constants }) {
    const scaled = mul(gradient, before);
    const [nextM, nextV, change] = adamStep({ gradient: scaled, m, v }, constants) as Tensor[];
    return [add(parameter, times(change as Tensor, after)), nextM as Tensor, nextV as Tensor];
  },
});

/**
 * Moves a parameter by one step of Adam: the numbers of {@link adamStep}, with the gradient
 * multiplied by `before` and the change by `after`. The gradient, m and v are used up: they are
 * disposed of.
 *
 * @returns m′ and v′
 * @throws TextvaeError `SHAPE`
 * @example
 * const [m, v] = moveByAdam(parameter, { gradient, m, v }, { before, after: 1 }, constants);
 */
export const moveByAdam = (
  parameter: Variable,
  inputs: AdamInputs,
  factors: Factors,
  { beta1, beta2, epsilon, rate, correction }: AdamConstants,
): Tensor[] => {
  const { shape } = parameter;
  const { gradient, m, v } = inputs;
  checkShapes("moveByAdam", { gradient: [gradient, shape], m: [m, shape], v: [v, shape] });
  const constants = { beta1, beta2, epsilon, rate, correction };
  return take(adamMove, parameter, { gradient, m, v }, factors, constants);
};

const sgdMove = defineOp<
  { gradient: Tensor; parameter: Tensor; before: Scalar },
  { rate: number; after: number }
>({
  kernelName: "TextvaeSgdMove",
  portable: ({ parameter, gradient, before }, { rate, after }) => [
    add(parameter, times(mul(mul(gradient, before), -rate), after)),
  ],
});

/**
 * Moves a parameter down its gradient: θ ← θ − after·rate·before·g. The gradient is used up: it
 * is disposed of.
 *
 * @throws TextvaeError `SHAPE`
 * @example
 * moveBySgd(parameter, gradient, { before, after: 1 }, 0.1);
 */
export const moveBySgd = (
  parameter: Variable,
  gradient: Tensor,
  factors: Factors,
  rate: number,
): void => {
  checkShapes("moveBySgd", { gradient: [gradient, parameter.shape] });
  take(sgdMove, parameter, { gradient }, factors, { rate });
};
