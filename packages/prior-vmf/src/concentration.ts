import type { Tensor1D } from "@tensorflow/tfjs-core";
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
}

const TABLE = { min: 1e-6, max: 1e6, logarithmic: true } as const;

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

const known = new Map<number, ConcentrationFunctions>();

/** The functions in dimension m; their tables are made once per m. */
export const concentrationFunctions = (m: number): ConcentrationFunctions => {
  const functions = known.get(m) ?? {
    kl: forBoth(
      (kappa) => klToUniform(m, kappa),
      (kappa) => kappa * besselRatioDerivative(m, kappa),
    ),
    shortfall: forBoth(
      (kappa) => 1 - besselRatio(m, kappa),
      (kappa) => -besselRatioDerivative(m, kappa),
    ),
  };
  known.set(m, functions);
  return functions;
};
