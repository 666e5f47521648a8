import { mul } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";
import type { Optimizer } from "../contracts/optimizer.ts";
import { replaceEach } from "./state.ts";

export interface PlateauOptions {
  /** The scale is divided by this on a plateau. */
  readonly divide: number;
  /** Evaluations without a new best that are forgiven before each decay. */
  readonly patience?: number;
}

/**
 * Scales updates by a factor that is divided each time the validation loss is not a new best.
 * Put it after the optimiser: `chain(clipByGlobalNorm(0.25), sgd({ learningRate: 10 }), decayOnPlateau({ divide: 1.2 }))`.
 */
export const decayOnPlateau = ({ divide, patience = 0 }: PlateauOptions): Optimizer => {
  if (!(divide > 1)) {
    throw new TextvaeError("OPTION", "decayOnPlateau.divide", {
      expected: "a number > 1",
      got: String(divide),
    });
  }
  return {
    init: () => ({ tensors: new Map(), numbers: { scale: 1, bad: 0 } }),
    update(gradients, state) {
      const scale = state.numbers.scale as number;
      return {
        updates: scale === 1 ? gradients : replaceEach(gradients, (update) => mul(update, scale)),
        state,
      };
    },
    observe(state, validation) {
      const { scale, bad, best } = state.numbers as { scale: number; bad: number; best?: number };
      if (best === undefined || validation < best) {
        return { ...state, numbers: { scale, bad: 0, best: validation } };
      }
      const decays = bad + 1 > patience;
      return {
        ...state,
        numbers: { scale: decays ? scale / divide : scale, bad: decays ? 0 : bad + 1, best },
      };
    },
  };
};
