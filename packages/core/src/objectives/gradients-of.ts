import { clone, keep, type Scalar, type Tensor, variableGrads } from "@tensorflow/tfjs-core";
import type { Gradients, Parameters } from "../contracts/optimizer.ts";

/** What a differentiated function computes: its value, and what else shall be handed on. */
export interface Computed {
  readonly loss: Scalar;
  readonly rest: readonly Tensor[];
}

/** The value of a function, its gradients by the name of the parameter, and the rest it computed. */
export const gradientsOf = (
  compute: () => Computed,
  parameters: Parameters,
): Computed & { readonly gradients: Gradients } => {
  let kept: Tensor[] = [];
  const differentiated = () => {
    const { loss, rest } = compute();
    kept = rest.map((tensor) => keep(clone(tensor)));
    return loss;
  };
  try {
    const { value, grads } = variableGrads(differentiated, [...parameters.values()]);
    const gradients = [...parameters].flatMap(([name, parameter]) => {
      const gradient = grads[parameter.name];
      return gradient ? [[name, gradient] as const] : [];
    });
    return {
      loss: value,
      rest: kept.map((tensor) => clone(tensor)),
      gradients: new Map(gradients),
    };
  } finally {
    for (const tensor of kept) tensor.dispose();
  }
};
