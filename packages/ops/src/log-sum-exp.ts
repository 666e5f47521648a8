import {
  add,
  exp,
  expandDims,
  isFinite as isFiniteElement,
  log,
  max,
  mul,
  reshape,
  sub,
  sum,
  type Tensor,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { TextvaeError } from "./errors.ts";
import { defineOp } from "./op.ts";

/** x − m is −∞ − (−∞) where a whole row is −∞; there m = 0 gives exp(−∞) = 0 as it should. */
const finiteOrZero = (x: Tensor): Tensor => where(isFiniteElement(x), x, zerosLike(x));

const logSumExpOp = defineOp<{ x: Tensor }, { axis: number }, "x">({
  kernelName: "TextvaeLogSumExp",
  portable: ({ x }, { axis }) => {
    const m = finiteOrZero(max(x, axis, true));
    const y = add(log(sum(exp(sub(x, m)), axis, true)), m);
    return [reshape(y, x.shape.toSpliced(axis, 1))];
  },
  saves: { inputs: ["x"], outputs: [0] },
  gradient: ([dy], { inputs: { x }, outputs: [y] }, { axis }) => ({
    x: () => {
      const softmax = exp(sub(x, expandDims(finiteOrZero(y as Tensor), axis)));
      return mul(softmax, expandDims(dy as Tensor, axis));
    },
  }),
});

/**
 * `log Σ exp(x)` along one axis, which is removed. Stable: large entries do not overflow, and
 * entries of −∞ (an event of probability zero) count as nothing, in the gradient too.
 *
 * @param axis - counted from the end when negative
 * @throws TextvaeError `SHAPE` for an axis that x has not
 * @example
 * logSumExp(tensor1d([-Infinity, 0, 0]), 0); // log 2
 */
export const logSumExp = (x: Tensor, axis: number): Tensor => {
  const rank = x.shape.length;
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw new TextvaeError("SHAPE", "logSumExp", {
      expected: `an axis of a tensor with ${rank} axes`,
      got: String(axis),
    });
  }
  return logSumExpOp({ x }, { axis: axis < 0 ? axis + rank : axis })[0] as Tensor;
};
