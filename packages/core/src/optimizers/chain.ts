import type { Gradients, Optimizer, OptimizerState } from "../contracts/optimizer.ts";

/**
 * Optimisers one after the other: the updates of one are the gradients of the next.
 *
 * @example
 * const optimizer = chain(clipByGlobalNorm(5), adam({ learningRate: 1e-3 }));
 */
export const chain = (...links: readonly Optimizer[]): Optimizer => {
  const prefix = (i: number) => `${i}:`;

  const join = (states: readonly OptimizerState[]): OptimizerState => ({
    tensors: new Map(
      states.flatMap(({ tensors }, i) => [...tensors].map(([k, v]) => [prefix(i) + k, v] as const)),
    ),
    numbers: Object.fromEntries(
      states.flatMap(({ numbers }, i) =>
        Object.entries(numbers).map(([k, v]) => [prefix(i) + k, v]),
      ),
    ),
  });
  const part = ({ tensors, numbers }: OptimizerState, i: number): OptimizerState => {
    const own = <V>(entries: Iterable<readonly [string, V]>) =>
      [...entries]
        .filter(([key]) => key.startsWith(prefix(i)))
        .map(([key, value]) => [key.slice(prefix(i).length), value] as const);
    return {
      tensors: new Map(own(tensors)),
      numbers: Object.fromEntries(own(Object.entries(numbers))),
    };
  };

  return {
    init: (parameters) => join(links.map((link) => link.init(parameters))),
    update(gradients, state, parameters) {
      let updates: Gradients = gradients;
      const states = links.map((link, i) => {
        const result = link.update(updates, part(state, i), parameters);
        updates = result.updates;
        return result.state;
      });
      return { updates, state: join(states) };
    },
    observe: (state, validation) =>
      join(links.map((link, i) => link.observe?.(part(state, i), validation) ?? part(state, i))),
  };
};
