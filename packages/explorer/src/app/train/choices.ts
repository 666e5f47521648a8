import type { Setup } from "@textvae/worker";
import { experiments } from "./experiments.ts";
import { nameOf, type Offered } from "./models.ts";

/** What is chosen beside the text. */
export interface Choices extends Offered {
  readonly steps: number;
}

const VOCABULARY = { small: 2000, middle: 4000, large: 8000 } as const;

/** How sentences are read: longer ones are cut. */
export const readingOf = ({ size }: Choices): NonNullable<Setup["reading"]> => ({
  maxVocabulary: VOCABULARY[size],
  maxLength: 30,
});

/** What those choices train, until a number of steps is done. */
export const setupOf = (choices: Choices, text: string, run: string): Setup => ({
  experiment: experiments[nameOf(choices)],
  reading: readingOf(choices),
  text,
  until: { steps: choices.steps },
  ...{ logEvery: 5, evaluateEvery: 100, checkpointEvery: 50, run },
});

/** The folder of the runs of this page in the file system of the site. */
export const RUNS = "textvae/runs";

/** The name of the run of those choices: another text or model is another run. */
export const runOf = async (choices: Choices, text: string): Promise<string> => {
  const { until: _, ...deciding } = setupOf(choices, text, "");
  const bytes = new TextEncoder().encode(JSON.stringify(deciding));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).subarray(0, 8);
  return `${RUNS}/${[...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
};
