import type { Setup } from "@textvae/worker";
import { experiments } from "./experiments.ts";
import { heldOutOf, readingOfFile, type TrainedFile } from "./files.ts";
import { nameOf, type Offered } from "./models.ts";

/** What is chosen beside the text. */
export interface Choices extends Offered {
  readonly steps: number;
}

/** The text that is trained on: as it is, or a file that is read as a stream. */
export interface ChosenText {
  readonly name: string;
  /** Empty where there is a file. */
  readonly text: string;
  readonly file?: TrainedFile | undefined;
}

const VOCABULARY = { small: 2000, middle: 4000, large: 8000 } as const;

/** How sentences are read: longer ones are cut. */
export const readingOf = (
  { size }: Choices,
  { file }: Pick<ChosenText, "file">,
): NonNullable<Setup["reading"]> => ({
  ...(file && readingOfFile(file)),
  maxVocabulary: VOCABULARY[size],
  maxLength: 30,
});

/** What those choices train, until a number of steps is done. */
export const setupOf = (choices: Choices, chosen: ChosenText, run: string): Setup => ({
  experiment: experiments[nameOf(choices)],
  reading: readingOf(choices, chosen),
  ...textOf(chosen),
  until: { steps: choices.steps },
  ...{ logEvery: 5, evaluateEvery: 100, checkpointEvery: 50, run },
});

const textOf = ({ text, file }: ChosenText): Pick<Setup, "text" | "heldOut"> => {
  if (!file) return { text };
  const { name, size, lastModified } = file;
  return { text: [{ name, size, lastModified }], heldOut: heldOutOf(file) };
};

/** The folders of the runs of this page, and of the files that it has read, in the file system of the site. */
export const RUNS = "textvae/runs";
export const CORPORA = "textvae/corpora";

/** The name of the run of those choices: another text or model is another run. */
export const runOf = async (choices: Choices, chosen: ChosenText): Promise<string> => {
  const { until: _, ...deciding } = setupOf(choices, chosen, "");
  return `${RUNS}/${await hashOf(deciding)}`;
};

/** Where what was read of a file is kept: for all models that read it alike. */
export const corpusOf = async (choices: Choices, chosen: ChosenText): Promise<string> =>
  `${CORPORA}/${await hashOf([textOf(chosen), readingOf(choices, chosen)])}`;

const hashOf = async (facts: unknown): Promise<string> => {
  const bytes = new TextEncoder().encode(JSON.stringify(facts));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).subarray(0, 8);
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};
