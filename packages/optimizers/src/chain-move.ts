import { mul } from "@tensorflow/tfjs-core";
import type {
  GradientFacts,
  Gradients,
  Optimizer,
  OptimizerState,
  Parameters,
} from "@textvae/core/plugin";
import type { Factors } from "@textvae/ops";
import { replaceEach, withFactors } from "./state.ts";

type Move = (
  gradients: Gradients,
  states: readonly OptimizerState[],
  parameters: Parameters,
  factors?: Factors,
  facts?: GradientFacts,
) => OptimizerState[];

/**
 * The step of a chain in one pass: where one link moves, at most one before it scales gradients
 * and all after it scale updates. Undefined for other chains.
 */
export const moveOf = (links: readonly Optimizer[]): Move | undefined => {
  const at = links.findIndex(({ move }) => move);
  const { move } = links[at] ?? {};
  const before = links.slice(0, Math.max(at, 0));
  const after = links.slice(at + 1);
  const fits = before.length <= 1 && before.every(({ scaleGradients }) => scaleGradients);
  if (!(move && fits && after.every(({ scaleUpdates }) => scaleUpdates))) return undefined;

  return (gradients, states, parameters, given, facts) => {
    // A chain within a chain: what its first link looks at are gradients that are scaled already.
    const own = given
      ? replaceEach(gradients, (gradient) => mul(gradient, given.before))
      : gradients;
    const stateOf = (i: number) => states[i] as OptimizerState;
    const scale = before[0]?.scaleGradients?.(own, stateOf(0), given ? undefined : facts);
    const rest = after.map((link, i) => link.scaleUpdates?.(stateOf(at + 1 + i)) ?? 1);
    const next = withFactors(scale && { before: scale, after: 1 }, (factors) =>
      move(own, stateOf(at), parameters, {
        before: factors.before,
        after: rest.reduce((product, factor) => product * factor, given?.after ?? 1),
      }),
    );
    scale?.dispose();
    return states.with(at, next);
  };
};
