/** Numbers of a run: measured, kept, read again and set beside those of others. */

export { type Account, readAccount } from "./kept-account.ts";
export { watchCollapse } from "./measures/collapse.ts";
export { type Difference, weightedName } from "./measures/comparability.ts";
export { type Comparison, compareRuns, type RunRow } from "./measures/comparison.ts";
export { type Diagnosis, diagnose, type Measures } from "./measures/diagnosis.ts";
export { type History, type Point, readHistory } from "./measures/history.ts";
export { createPaceMeter, type EpochPace, lastStep, type Pace } from "./measures/pace.ts";
export { joinScores, kindOfItems, type Scores, score, scoreSplitShard } from "./measures/scores.ts";
export {
  readDiagnosis,
  type StoredDiagnosis,
  storeDiagnosis,
} from "./measures/stored-diagnosis.ts";
export { mendTimings } from "./measures/timings.ts";
export { type ScoreTotal, totalsOf } from "./measures/totals.ts";
export { unwatched, type Watch } from "./measures/watch.ts";
export { type Weights, weightsAt, weightsOf } from "./measures/weights.ts";
export { type Rates, ratesOf } from "./rates.ts";
