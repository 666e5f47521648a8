export { affine, affineParameters } from "./affine.ts";
export { withAuxiliary } from "./auxiliary.ts";
export { compositions } from "./compositions.ts";
export { dropout } from "./dropout.ts";
export {
  type TokenEmbedding,
  type TokenEmbeddingOptions,
  tokenEmbedding,
  type WordVectors,
} from "./embedding.ts";
export { EMBEDDING, embeddingOf, isEmbedding } from "./embedding-of.ts";
export { fixedPoint } from "./fixed-point.ts";
export {
  constantInitializer,
  fanInInitializer,
  normalInitializer,
  uniformInitializer,
  zerosInitializer,
} from "./initializers.ts";
export { linearHead } from "./linear-head.ts";
export {
  type LstmState,
  type StackedLstmInputs,
  type StackedLstmOptions,
  type StackedLstmOutputs,
  stackedLstm,
} from "./lstm-layer.ts";
export { type Activation, type MlpOptions, mlp } from "./mlp.ts";
export { type MovedAlong, movedAlong } from "./moved-along.ts";
export { buildOutput, isOutput, OUTPUT, softmaxOutput } from "./output.ts";
export {
  checkWidths,
  OVER_NETWORK,
  type PriorNetworkOptions,
  type PriorOverNetwork,
  priorNetwork,
} from "./prior-network.ts";
export { recognition } from "./recognition.ts";
export { sideBySide } from "./side-by-side.ts";
export { timeMajor } from "./time-major.ts";
