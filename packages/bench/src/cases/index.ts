import type { Case } from "./case.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { generations, inference } from "./generation.ts";
import { sequence } from "./lstm.ts";
import { products } from "./products.ts";
import { largeVocabularies, step } from "./step.ts";

export const cases: readonly Case[] = [
  step,
  ...products,
  sequence,
  crossEntropy,
  ...generations,
  inference,
];

/** Those that take long, and run where they are named. */
export const named: readonly Case[] = largeVocabularies;

/** The case that needs a corpus. */
export { corpusSteps } from "./corpus.ts";

/** Names of everything that is measured unless told, in the order of reports. */
export const caseNames: readonly string[] = cases.map(({ name }) => name);
