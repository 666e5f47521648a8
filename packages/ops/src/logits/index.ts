export { entropyOfBits, entropyOfLogits } from "./entropy.ts";
export { klOfBits, klOfLogits } from "./kl.ts";
export { logProbabilities } from "./log-probabilities.ts";
