export { type Cursor, createCursor } from "./cursor.ts";
export { blankOf, dropWords } from "./drop-words.ts";
export { generateSentences } from "./generate-sentences.ts";
export { drawIndex, nextWordWeights, type SamplingOptions } from "./probabilities.ts";
export {
  type BeamStrategy,
  checkGenerateRequest,
  GENERATION_LIMITS,
  type GenerateRequest,
  type SampleStrategy,
} from "./request.ts";
export type { StepModel, StepState } from "./step-model.ts";
export { sumByItem } from "./sum-by-item.ts";
