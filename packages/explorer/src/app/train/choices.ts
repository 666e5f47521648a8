import type { Setup } from "@textvae/worker";

export const PRIORS = {
  vmf: "Sphere: von Mises-Fisher, fixed KL",
  gaussian: "Gaussian, its KL weight growing",
} as const;

export const SIZES = {
  small: "Small: 64 units, 8 dimensions",
  middle: "Middle: 128 units, 16 dimensions",
  large: "Large: 200 units, 32 dimensions",
} as const;

/** What is chosen beside the text. */
export interface Choices {
  readonly prior: keyof typeof PRIORS;
  readonly size: keyof typeof SIZES;
  readonly steps: number;
}

/** A large one is the model of `npm start`. */
const WIDTHS = {
  small: { dim: 8, embedding: 32, hidden: 64, maxVocabulary: 2000, kappa: 20 },
  middle: { dim: 16, embedding: 64, hidden: 128, maxVocabulary: 4000, kappa: 35 },
  large: { dim: 32, embedding: 100, hidden: 200, maxVocabulary: 8000, kappa: 50 },
} as const;

/** How sentences are read: longer ones are cut. */
export const readingOf = ({ size }: Choices): NonNullable<Setup["reading"]> => ({
  maxVocabulary: WIDTHS[size].maxVocabulary,
  maxLength: 30,
});

/** What those choices train, until a number of steps is done. */
export const setupOf = (choices: Choices, text: string, run: string): Setup => {
  const { maxVocabulary: _, kappa, ...widths } = WIDTHS[choices.size];
  const family =
    choices.prior === "vmf"
      ? { prior: "vmf", kappa }
      : { prior: "gaussian", anneal: "linear", annealSteps: 1000 };
  return {
    recipe: "nvrnn",
    options: {
      ...{ ...widths, ...family, optimizer: "adam", learningRate: 0.003, batchSize: 32 },
      ...{ dropout: 0.2, wordDropout: 0.2 },
    },
    reading: readingOf(choices),
    text,
    until: { steps: choices.steps },
    ...{ logEvery: 5, evaluateEvery: 100, checkpointEvery: 50, run },
  };
};

/** The folder of the runs of this page in the file system of the site. */
export const RUNS = "textvae/runs";

/** The name of the run of those choices: another text or model is another run. */
export const runOf = async (choices: Choices, text: string): Promise<string> => {
  const { until: _, ...deciding } = setupOf(choices, text, "");
  const bytes = new TextEncoder().encode(JSON.stringify(deciding));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).subarray(0, 8);
  return `${RUNS}/${[...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
};
