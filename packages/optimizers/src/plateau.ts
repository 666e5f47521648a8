import { mul } from "@tensorflow/tfjs-core";
import { type Described, described, type Optimizer, rules } from "@textvae/core/plugin";
import { TextvaeError } from "@textvae/ops";
import { replaceEach } from "./state.ts";

export interface PlateauOptions {
  /** The scale is divided by this on a plateau. */
  readonly divide: number;
  /** Evaluations without a new best that are forgiven before each decay. */
  readonly patience?: number;
  /** Evaluations at the beginning during which nothing decays. */
  readonly after?: number;
  /** Whether each decay asks for the weights of the best evaluation back. */
  readonly reload?: boolean;
  /** The decay at which it asks to stop; never when absent. */
  readonly maxDecays?: number;
}

/** `decays` of them so far, `decayed` (1) at the last evaluation; `seen` evaluations. */
interface PlateauNumbers {
  readonly scale: number;
  readonly bad: number;
  readonly best?: number;
  readonly seen?: number;
  readonly decays?: number;
  readonly decayed?: number;
}

/**
 * Scales updates by a factor that is divided each time the validation loss is not a new best.
 * Put it after the optimiser: `chain(clipByGlobalNorm(0.25), sgd({ learningRate: 10 }), decayOnPlateau({ divide: 1.2 }))`.
 */
export const decayOnPlateau: Described<PlateauOptions, Optimizer> = described(
  "optimizer",
  "decay-on-plateau",
  "Decay of the rate on a plateau",
  (options: PlateauOptions): Optimizer => {
    const { divide, patience = 0, after = 0, reload = false } = options;
    const { maxDecays = Number.POSITIVE_INFINITY } = options;
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
      scaleUpdates: ({ numbers }) => numbers.scale as number,
      observe(state, validation) {
        const before = state.numbers as unknown as PlateauNumbers;
        const { scale, bad, best, seen = 0, decays = 0 } = before;
        // What is no number is never better than one, and every number is better than none.
        const isBest = Number.isFinite(validation) && validation < (best ?? Infinity);
        const decayed = !isBest && bad + 1 > patience && seen >= after;
        const numbers = {
          scale: decayed ? scale / divide : scale,
          bad: isBest || decayed ? 0 : bad + 1,
          ...(isBest ? { best: validation } : best !== undefined && { best }),
          seen: seen + 1,
          decays: decays + Number(decayed),
          decayed: Number(decayed),
        };
        return { ...state, numbers };
      },
      advice({ numbers }) {
        const { decays = 0, decayed } = numbers as unknown as PlateauNumbers;
        if (decays >= maxDecays) return "stop";
        return reload && decayed === 1 ? "reload" : undefined;
      },
    };
  },
  {
    divide: rules.ABOVE_ZERO,
    patience: rules.optional(rules.NUMBER),
    after: rules.optional(rules.NUMBER),
    reload: rules.optional(rules.FLAG),
    maxDecays: rules.optional(rules.NUMBER),
  },
);
