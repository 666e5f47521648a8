import { clipByValue, type Tensor1D } from "@tensorflow/tfjs-core";
import { besselRatio, besselRatioDerivative, tabulated } from "@textvae/ops";
import { klToUniform } from "./kl.ts";

/** κ: one number for all, or one per batch row `[B]`. */
export type Concentration = number | Tensor1D;

/** Functions of κ that all quantities of the family are made of. */
export interface ConcentrationFunctions {
  /** KL to the uniform law. */
  kl<K extends Concentration>(kappa: K): K;
  /** 1 − A(κ): how far the mean of μᵀz falls short of 1. */
  shortfall<K extends Concentration>(kappa: K): K;
  /** A′(κ), the variance of μᵀz. */
  slope<K extends Concentration>(kappa: K): K;
}

/** The range of κ; that of a tensor is held within [MIN, MAX]. */
export const MIN = 1e-6;
export const MAX = 1e6;

const TABLE = { min: MIN, max: MAX, logarithmic: true } as const;

/** The κ that every member of a distribution speaks of: a tensor is held within [1e-6, 1e6]. */
export const held = <K extends Concentration>(kappa: K): K =>
  typeof kappa === "number" ? kappa : (clipByValue(kappa as Tensor1D, MIN, MAX) as K);

const lazily = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};

/** Doubles for a number; for a tensor a table made at first use. */
const forBoth = (
  value: (kappa: number) => number,
  derivative: (kappa: number) => number,
): (<K extends Concentration>(kappa: K) => K) => {
  const table = lazily(() => tabulated({ value, derivative, ...TABLE }));
  return (kappa) => (typeof kappa === "number" ? value(kappa) : table()(kappa)) as typeof kappa;
};

/** A derivative for a table alone: of a smooth function on a scale of ln κ, to about 1e-7. */
const byDifferences =
  (f: (kappa: number) => number): ((kappa: number) => number) =>
  (kappa) =>
    (f(kappa * 1.001) - f(kappa * 0.999)) / (0.002 * kappa);

const known = new Map<number, ConcentrationFunctions>();

/** The functions in dimension m; their tables are made once per m. */
export const concentrationFunctions = (m: number): ConcentrationFunctions => {
  const variance = (kappa: number) => besselRatioDerivative(m, kappa);
  const functions = known.get(m) ?? {
    kl: forBoth(
      (kappa) => klToUniform(m, kappa),
      (kappa) => kappa * variance(kappa),
    ),
    shortfall: forBoth(
      (kappa) => 1 - besselRatio(m, kappa),
      (kappa) => -variance(kappa),
    ),
    slope: forBoth(variance, byDifferences(variance)),
  };
  known.set(m, functions);
  return functions;
};
