import { type Tensor, zerosLike } from "@tensorflow/tfjs-core";
import type { OptimizerState, Parameters } from "../contracts/optimizer.ts";

export const emptyState: OptimizerState = { tensors: new Map(), numbers: {} };

/** A zero tensor per parameter and slot, named `slot/parameter`. */
export const zeroSlots = (parameters: Parameters, slots: readonly string[]): Map<string, Tensor> =>
  new Map(
    [...parameters].flatMap(([name, parameter]) =>
      slots.map((slot) => [`${slot}/${name}`, zerosLike(parameter)] as const),
    ),
  );

/** Applies a map to every tensor, disposing the old ones. */
export const replaceEach = (
  tensors: ReadonlyMap<string, Tensor>,
  map: (tensor: Tensor, name: string) => Tensor,
): Map<string, Tensor> => {
  const out = new Map<string, Tensor>();
  for (const [name, tensor] of tensors) {
    const next = map(tensor, name);
    if (next !== tensor) tensor.dispose();
    out.set(name, next);
  }
  return out;
};
