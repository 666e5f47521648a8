import type { Interpolation } from "@textvae/runs/asking";
import type { Scores, Weights } from "@textvae/runs/measures";

/** What a trained model shows of itself. */
export interface Showing {
  readonly scores: Scores;
  readonly samples: readonly string[];
  readonly interpolation?: Interpolation;
  /** Whose numbers and sentences these are. */
  readonly weights: Weights;
}
