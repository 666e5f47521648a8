import { TextvaeError } from "@textvae/core";
import { namedOptions } from "@textvae/core/internals";
import type { TrainedModel } from "./trained-model.ts";

/** Which argument of a verb has its options; they may be left out but for `evaluate`. */
const OPTIONS_AT = {
  ...{ encode: 1, decode: 1, sample: 1, interpolate: 2, reconstruct: 1, score: 1, neighbours: 3 },
  ...{ arithmetic: 3, evaluate: 0 },
} as const;

/**
 * The verbs of a model, asked by a program that no compiler may have seen: options that are none are
 * refused with `OPTION`, and any question after `dispose` with `CAPABILITY`.
 */
export const guarded = (verbs: TrainedModel): TrainedModel => {
  const { model } = verbs;
  const weights = [...model.parameters.values()];
  const guards = Object.entries(OPTIONS_AT).map(([verb, at]) => {
    const ask = verbs[verb as keyof typeof OPTIONS_AT] as (...given: unknown[]) => unknown;
    const asked = async (...given: unknown[]) => {
      if (at === 0 || given[at] !== undefined) {
        namedOptions(`${verb}, options`, given[at] as object);
      }
      if (weights.some(({ isDisposed }) => isDisposed)) throw withoutWeights(verb);
      return ask(...given);
    };
    return [verb, asked] as const;
  });
  return { ...verbs, ...Object.fromEntries(guards) };
};

const withoutWeights = (verb: string): TextvaeError =>
  new TextvaeError("CAPABILITY", verb, {
    expected: "a model with its weights",
    got: "one after dispose()",
    hint: "Open it again, and dispose it once nothing is asked any more.",
  });
