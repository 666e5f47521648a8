import { add, clipByValue, exp, mul, type Tensor2D, tidy, tile } from "@tensorflow/tfjs-core";
import type { Distribution } from "@textvae/core";
import "@textvae/ops"; // gradients

/** log σ² stays within ±this, so that σ is finite for any document. */
const LIMIT = 10;

/**
 * The posterior q with noisy samples z + σε, σ = exp(½ log σ²), ε ~ N(0, I): what a decoder is
 * trained on, so that it leans on no single bit more than on the document. All else is that of q,
 * which is what it relaxes: σ depends on the document and is charged for nowhere, so that with
 * noise there is no bound, and evaluation decodes bits.
 *
 * Source: D. Shen et al., NASH: Toward End-to-End Neural Architecture for Generative Semantic
 * Hashing (2018), https://arxiv.org/abs/1805.05361.
 *
 * @example
 * const noisy = withNoise(bernoulliFromLogits(logits_BZ), logVariance_BZ);
 */
export const withNoise = (q: Distribution, logVariance_BZ: Tensor2D): Distribution =>
  Object.freeze<Distribution>({
    ...q,
    sample: (rng, n = 1) =>
      tidy(() => {
        const z_NZ = q.sample(rng, n);
        const limited_BZ = clipByValue(logVariance_BZ, -LIMIT, LIMIT);
        const scale_NZ = tile(exp(mul(limited_BZ, 0.5)), [n, 1]);
        return add(z_NZ, mul(scale_NZ, rng.normal(z_NZ.shape))) as Tensor2D;
      }),
    relaxes: q,
  });
