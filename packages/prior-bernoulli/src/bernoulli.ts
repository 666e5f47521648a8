import { fill, type Tensor2D } from "@tensorflow/tfjs-core";
import {
  type Distribution,
  definePlugin,
  type Plugin,
  type Prior,
  type Scope,
} from "@textvae/core";
import { linearHead, normalInitializer } from "@textvae/layers";
import * as v from "valibot";
import { bernoulliFromLogits } from "./distribution.ts";
import { withNoise } from "./noise.ts";

/** Options of {@link bernoulli}. */
export interface BernoulliOptions {
  /** Z, the number of bits of the code. Default 32. */
  readonly size?: number | undefined;
  /** P(zᵢ = 1) under the prior, between 0 and 1 (default 0.5), or one to be learned for each bit. */
  readonly prior?: number | "learned" | undefined;
  /** Whether codes carry Gaussian noise of a learned scale while training. Default false. */
  readonly noise?: boolean | undefined;
}

const options = v.strictObject({
  size: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 32),
  prior: v.optional(
    v.message(
      v.union([v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), v.literal("learned")]),
      'a number between 0 and 1, or "learned"',
    ),
    0.5,
  ),
  noise: v.optional(v.boolean(), false),
});

/** Bits whose logits, `[1, Z]`, are the parameter `logits`. They begin near ½. */
const learned = (scope: Scope, size: number): (() => Distribution) => {
  const logits_BZ = scope.variable("logits", [1, size], normalInitializer(0.1)) as Tensor2D;
  return () => bernoulliFromLogits(logits_BZ);
};

/** Bits that are all 1 with the same probability. */
const fixed = (probability: number, size: number): (() => Distribution) => {
  const logit = Math.log(probability / (1 - probability));
  return () => bernoulliFromLogits(fill([1, size], logit));
};

/**
 * Binary codes: q(z|x) = Π Bernoulli(σ(l(h))) with a linear head l, and bits of fixed or learned
 * probability as prior. Samples are exactly 0 or 1, with straight-through gradients.
 * Parameters `logits.kernel` `[H, Z]`, `logits.bias` `[Z]`; of a learned prior `prior.logits`
 * `[1, Z]`; with noise `logVariance.kernel`, `logVariance.bias` likewise.
 *
 * Source: Y. Bengio, N. Léonard, A. Courville, Estimating or Propagating Gradients Through
 * Stochastic Neurons for Conditional Computation (2013), https://arxiv.org/abs/1308.3432; for text
 * D. Shen et al., NASH: Toward End-to-End Neural Architecture for Generative Semantic Hashing
 * (2018), https://arxiv.org/abs/1805.05361.
 *
 * @throws `OPTION` when an option is out of its range.
 *
 * @example
 * const prior = bernoulli({ size: 32, prior: "learned" });
 */
export const bernoulli: Plugin<BernoulliOptions, Prior> = definePlugin({
  kind: "prior",
  name: "bernoulli",
  version: "0.1.0",
  description: "Binary codes with straight-through gradients, prior of fixed or learned bits",
  paper: {
    title: "NASH: Toward End-to-End Neural Architecture for Generative Semantic Hashing",
    year: 2018,
    url: "https://arxiv.org/abs/1805.05361",
  },
  options,
  create: ({ size, prior, noise }): Prior => ({
    size,
    support: "binary",
    gradient: "straight-through",
    build: (scope, { features }) => {
      const logits = linearHead(scope.child("logits"), features, size);
      const logVariance = noise && linearHead(scope.child("logVariance"), features, size);
      return {
        posterior: (h_BH) => {
          const q = bernoulliFromLogits(logits(h_BH));
          return logVariance ? withNoise(q, logVariance(h_BH)) : q;
        },
        prior: prior === "learned" ? learned(scope.child("prior"), size) : fixed(prior, size),
      };
    },
    learned: (scope) => learned(scope, size),
  }),
});
