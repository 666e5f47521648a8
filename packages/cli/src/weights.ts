import { showWeights } from "@textvae/report/lines";
import type { Weights } from "@textvae/runs/measures";
import type { Outcome } from "./io.ts";

/** An outcome that says whose weights it is of. */
export const ofWeights = (outcome: Outcome, weights: Weights, inText: boolean): Outcome => ({
  ...outcome,
  data: { step: weights.step, weights, ...outcome.data },
  text: inText ? `${outcome.text}\n${showWeights(weights)}` : outcome.text,
});
