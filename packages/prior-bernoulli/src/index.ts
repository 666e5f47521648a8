export { type BernoulliOptions, bernoulli } from "./bernoulli.ts";
export { bernoulliFromLogits } from "./distribution.ts";
export { withNoise } from "./noise.ts";
