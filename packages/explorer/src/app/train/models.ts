/* The models that the page offers; it is built with the record of each, and without the recipe. */

export const RECIPE = "nvrnn";

export const PRIORS = {
  vmf: "Sphere: von Mises-Fisher, fixed KL",
  gaussian: "Gaussian, its KL weight growing",
} as const;

export const SIZES = {
  small: "Small: 64 units, 8 dimensions",
  middle: "Middle: 128 units, 16 dimensions",
  large: "Large: 200 units, 32 dimensions",
} as const;

/** A large one is the model of `npm start`. */
const WIDTHS = {
  small: { dim: 8, embedding: 32, hidden: 64, kappa: 20 },
  middle: { dim: 16, embedding: 64, hidden: 128, kappa: 35 },
  large: { dim: 32, embedding: 100, hidden: 200, kappa: 50 },
} as const;

export interface Offered {
  readonly prior: keyof typeof PRIORS;
  readonly size: keyof typeof SIZES;
}

export const nameOf = ({ prior, size }: Offered): string => `${prior} ${size}`;

/** What is offered. */
export const OFFERED: readonly Offered[] = (["vmf", "gaussian"] as const).flatMap((prior) =>
  (["small", "middle", "large"] as const).map((size) => ({ prior, size })),
);

/** The options of the recipe for one of them. */
export const optionsOf = ({ prior, size }: Offered): Readonly<Record<string, unknown>> => {
  const { kappa, ...widths } = WIDTHS[size];
  const family =
    prior === "vmf" ? { prior, kappa } : { prior, anneal: "linear", annealSteps: 1000 };
  return {
    ...{ ...widths, ...family, optimizer: "adam", learningRate: 0.003, batchSize: 32 },
    ...{ dropout: 0.2, wordDropout: 0.2 },
  };
};
