import { scalar, type Tensor, zerosLike } from "@tensorflow/tfjs-core";
import type { OptimizerState, Parameters } from "@textvae/core/plugin";
import type { Factors } from "@textvae/ops";

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

/** Lends the factors that are given, or those that change nothing. */
export const withFactors = <T>(given: Factors | undefined, use: (factors: Factors) => T): T => {
  if (given) return use(given);
  const before = scalar(1);
  const result = use({ before, after: 1 });
  before.dispose();
  return result;
};

/** Several states as one; the entries of each stand under its name. */
export const joinStates = (states: Readonly<Record<string, OptimizerState>>): OptimizerState => {
  const entries = <V>(of: (state: OptimizerState) => Iterable<readonly [string, V]>) =>
    Object.entries(states).flatMap(([name, state]) =>
      [...of(state)].map(([key, value]) => [`${name}:${key}`, value] as const),
    );
  return {
    tensors: new Map(entries(({ tensors }) => tensors)),
    numbers: Object.fromEntries(entries(({ numbers }) => Object.entries(numbers))),
  };
};

/** One of the states that were joined. */
export const stateOf = ({ tensors, numbers }: OptimizerState, name: string): OptimizerState => {
  const prefix = `${name}:`;
  const own = <V>(entries: Iterable<readonly [string, V]>) =>
    [...entries]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value] as const);
  return {
    tensors: new Map(own(tensors)),
    numbers: Object.fromEntries(own(Object.entries(numbers))),
  };
};
