export { bpe } from "./bpe.ts";
export { type HuggingfaceOptions, huggingface } from "./huggingface.ts";
export { type BpeLearner, type BpeOptions, createBpeLearner } from "./learn/bpe-learner.ts";
