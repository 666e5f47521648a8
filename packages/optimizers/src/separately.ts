import { isUnder } from "@textvae/core/internals";
import {
  type Described,
  described,
  type Gradients,
  type Optimizer,
  rules,
} from "@textvae/core/plugin";
import { joinStates, stateOf } from "./state.ts";

/**
 * One optimiser with two states, for the parameters under some prefixes and for the rest: each
 * counts the updates, clips the gradients and keeps the moments of its own. A group without
 * gradients stays as it is.
 *
 * @example
 * const optimizer = separately(["encoder", "prior"], adam({ learningRate: 1e-3 }));
 */
export const separately = (prefixes: readonly string[], optimizer: Optimizer): Optimizer =>
  separated({ prefixes, optimizer });

interface SeparatelyOptions {
  readonly prefixes: readonly string[];
  readonly optimizer: Optimizer;
}

/** {@link separately} as a plugin. */
export const separated: Described<SeparatelyOptions, Optimizer> = described(
  "optimizer",
  "separately",
  "One optimiser with two states",
  ({ prefixes, optimizer }): Optimizer => {
    const groups = { under: true, rest: false } as const;
    const names = Object.keys(groups) as (keyof typeof groups)[];
    const own = <V>(entries: ReadonlyMap<string, V>, group: keyof typeof groups) =>
      new Map([...entries].filter(([name]) => isUnder(name, prefixes) === groups[group]));
    const joined = (of: (group: keyof typeof groups) => ReturnType<Optimizer["init"]>) =>
      joinStates({ under: of("under"), rest: of("rest") });
    const { move, observe, advice } = optimizer;

    return {
      init: (parameters) => joined((group) => optimizer.init(own(parameters, group))),
      update(gradients, state, parameters) {
        const updates = new Map<
          string,
          Gradients extends ReadonlyMap<string, infer T> ? T : never
        >();
        const next = joined((group) => {
          const before = stateOf(state, group);
          const chosen = own(gradients, group);
          if (chosen.size === 0) return before;
          const result = optimizer.update(chosen, before, parameters);
          for (const [name, update] of result.updates) updates.set(name, update);
          return result.state;
        });
        return { updates, state: next };
      },
      ...(move && {
        move: (gradients, state, parameters, factors) =>
          joined((group) => {
            const before = stateOf(state, group);
            const chosen = own(gradients, group);
            return chosen.size === 0 ? before : move(chosen, before, parameters, factors);
          }),
      }),
      ...(observe && {
        observe: (state, validation) =>
          joined((group) => observe(stateOf(state, group), validation)),
      }),
      ...(advice && {
        advice: (state) => names.map((group) => advice(stateOf(state, group))).find(Boolean),
      }),
    };
  },
  { prefixes: rules.listOf(rules.WORD), optimizer: rules.OPTIMIZER },
);
