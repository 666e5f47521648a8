export {
  describeContinuation,
  describeCorpus,
  describeEvent,
  describeTraining,
  inspectionLines,
  showComparison,
  showDiagnosis,
  showInterpolation,
  showScores,
  showTextScores,
  showWeights,
} from "./lines.ts";
export { mapFigure, type PlacedTexts } from "./map-figure.ts";
export { keepDiagnosis, type ReportContent, reportPage, withDiagnosis } from "./page.ts";
export type { Showing } from "./showing.ts";
