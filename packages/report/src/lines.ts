/** What is found, as lines for a terminal; loads nothing that draws. */
export { describeCorpus } from "./account.ts";
export { showComparison } from "./comparison-table.ts";
export { showDiagnosis } from "./diagnosis.ts";
export { describeContinuation, describeEvent, describeTraining } from "./events.ts";
export { inspectionLines } from "./inspection.ts";
export { showInterpolation } from "./interpolation.ts";
export { showScores } from "./scores.ts";
export { showTextScores } from "./text-scores.ts";
export { showWeights } from "./weights.ts";
