import { div, minimum, mul, type Scalar, scalar, sqrt, tidy } from "@tensorflow/tfjs-core";
import { emptyState } from "@textvae/core/internals";
import {
  type Described,
  described,
  type GradientFacts,
  type Gradients,
  type Optimizer,
  rules,
} from "@textvae/core/plugin";
import { TextvaeError, total } from "@textvae/ops";
import { replaceEach } from "./state.ts";

/**
 * Scales all gradients by min(1, max / ‖g‖), where ‖g‖ is the Euclidean norm over all of them.
 *
 * Source: "On the difficulty of training recurrent neural networks", Pascanu, Mikolov and
 * Bengio, 2013, https://arxiv.org/abs/1211.5063
 */
export const clipByGlobalNorm = (max: number): Optimizer => clipped({ max });

/** {@link clipByGlobalNorm} as a plugin. */
export const clipped: Described<{ readonly max: number }, Optimizer> = described(
  "optimizer",
  "clip-by-global-norm",
  "Gradients of a bounded norm",
  ({ max }): Optimizer => {
    if (!(max > 0)) {
      throw new TextvaeError("OPTION", "clipByGlobalNorm", {
        expected: "a number > 0",
        got: String(max),
      });
    }
    const scaleGradients = (gradients: Gradients, facts?: GradientFacts): Scalar =>
      tidy(() => {
        if (facts) return scalar(Math.min(1, max / Math.sqrt(facts.squaredNorm)));
        const square = total([...gradients.values()], { squared: true });
        return minimum(1, div(max, sqrt(square)));
      });
    return {
      init: () => emptyState,
      update(gradients, state) {
        const scale = scaleGradients(gradients);
        const updates = replaceEach(gradients, (gradient) => mul(gradient, scale));
        scale.dispose();
        return { updates, state };
      },
      scaleGradients: (gradients, _state, facts) => scaleGradients(gradients, facts),
    };
  },
  { max: rules.ABOVE_ZERO },
);
