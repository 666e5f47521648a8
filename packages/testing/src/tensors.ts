import {
  memory,
  type Scalar,
  type Tensor,
  type TensorContainer,
  tidy,
  variableGrads,
} from "@tensorflow/tfjs-core";
import type { Gradients, Parameters } from "@textvae/core";
import { holds } from "./law.ts";

/** The numbers of the tensor that `make` returns; everything else made there is disposed. */
export const numbersOf = async (make: () => Tensor): Promise<Float32Array> => {
  const result = tidy(make);
  const values = Float32Array.from(await result.data());
  result.dispose();
  return values;
};

/**
 * Gradients of a scalar in the parameters, by name. A parameter that the scalar does not depend
 * on is missing from the map. The caller owns the tensors.
 *
 * @example
 * const gradients = gradientsOf(() => sum(q.sample(rng)), scope.parameters);
 */
export const gradientsOf = (f: () => Scalar, parameters: Parameters): Gradients => {
  if (parameters.size === 0) {
    tidy(f).dispose();
    return new Map();
  }
  const names = new Map([...parameters].map(([name, variable]) => [variable.name, name]));
  const { value, grads } = variableGrads(f, [...parameters.values()]);
  value.dispose();
  return new Map(
    Object.entries(grads).map(([id, gradient]) => [names.get(id) as string, gradient]),
  );
};

/** Fails the law when `run` changes the number of live tensors, once what it returns is disposed. */
export const leavesNoTensor = (run: () => TensorContainer, what: string): void => {
  const before = memory().numTensors;
  const returned = run();
  for (const tensor of new Set(tensorsIn(returned))) tensor.dispose();
  const left = memory().numTensors - before;
  holds(left === 0, `${what}: expected the tensor count unchanged; got ${left} more`);
};

const tensorsIn = (container: unknown): Tensor[] => {
  if (typeof container !== "object" || container === null) return [];
  if ("dataId" in container) return [container as Tensor];
  return Object.values(container).flatMap(tensorsIn);
};
