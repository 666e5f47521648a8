import { registerGradients } from "./gradients/index.ts";

export { type Axis, addRows, axisOf, sumsAlong } from "./accumulate.ts";
export { type AdamConstants, type AdamInputs, adamStep } from "./adam.ts";
export { type CausalConvolutionInputs, causalConvolution } from "./causal-convolution.ts";
export { countCrossEntropy } from "./count-cross-entropy.ts";
export { softmaxCrossEntropy } from "./cross-entropy.ts";
export {
  type ErrorCode,
  type ErrorDetails,
  nearest,
  placedIn,
  suggest,
  TextvaeError,
} from "./errors.ts";
export { exponentialExcess } from "./exponential-excess.ts";
export { embeddingLookup, gatherRows } from "./gather-rows.ts";
export { type HostCall, type HostTensors, mendHostSums, segmentSum } from "./host/index.ts";
export { itemOf } from "./host/item-of.ts";
export { rowsEndingAt, zeroPadding } from "./lengths.ts";
export { linear } from "./linear.ts";
export { logSumExp } from "./log-sum-exp.ts";
export {
  entropyOfBits,
  entropyOfLogits,
  klOfBits,
  klOfLogits,
  logProbabilities,
} from "./logits/index.ts";
export { LONG } from "./long-windows.ts";
export { type LstmInputs, type LstmOutputs, lstm } from "./lstm.ts";
export { memoryBound, setMemoryBound } from "./memory-bound.ts";
export { type Factors, moveByAdam, moveBySgd } from "./move.ts";
export { ofNothing } from "./of-nothing.ts";
export { oneHotRows } from "./one-hot-rows.ts";
export { defineOp, type Op, type OpDefinition, type Recording, type Saved } from "./op.ts";
export { replaceKernel } from "./replace-kernel.ts";
export { selectBackend } from "./select-backend.ts";
export {
  besselRatio,
  besselRatioDerivative,
  digamma,
  lgamma,
  logBesselI,
  logSphereMoment,
  type ScalarFunction,
  tabulated,
} from "./special/index.ts";
export { squaredDistances } from "./squared-distances.ts";
export { straightThrough } from "./straight-through.ts";
export { total } from "./total.ts";
export { type FusedCall, unfused } from "./unfused.ts";
export { vocabularyCrossEntropy } from "./vocabulary-cross-entropy.ts";
export { weightedLog } from "./weighted-log.ts";

// Whoever loads a part of a model can train it: tfjs-core by itself knows no gradient in Node.
registerGradients();

export { isWhole, requireWhole } from "./whole.ts";
