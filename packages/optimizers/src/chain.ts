import {
  type Described,
  described,
  type Gradients,
  type Optimizer,
  type OptimizerState,
  rules,
} from "@textvae/core/plugin";
import { moveOf } from "./chain-move.ts";
import { joinStates, stateOf } from "./state.ts";

interface ChainOptions {
  readonly links: readonly Optimizer[];
}

/**
 * Optimisers one after the other: the updates of one are the gradients of the next.
 *
 * @example
 * const optimizer = chain(clipByGlobalNorm(5), adam({ learningRate: 1e-3 }));
 */
export const chain = (...links: readonly Optimizer[]): Optimizer => chained({ links });

/** {@link chain} as a plugin. */
export const chained: Described<ChainOptions, Optimizer> = described(
  "optimizer",
  "chain",
  "Optimisers one after the other",
  ({ links }): Optimizer => {
    const join = (states: readonly OptimizerState[]) =>
      joinStates(Object.fromEntries(states.entries()));
    const part = (state: OptimizerState, i: number) => stateOf(state, String(i));
    const move = moveOf(links);

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
      ...(move && {
        move(gradients, state, parameters, factors, facts) {
          const states = links.map((_, i) => part(state, i));
          return join(move(gradients, states, parameters, factors, facts));
        },
      }),
      observe: (state, validation) =>
        join(links.map((link, i) => link.observe?.(part(state, i), validation) ?? part(state, i))),
      advice(state) {
        const advices = links.map((link, i) => link.advice?.(part(state, i)));
        return advices.find((advice) => advice === "stop") ?? advices.find(Boolean);
      },
    };
  },
  { links: rules.listOf(rules.OPTIMIZER) },
);
