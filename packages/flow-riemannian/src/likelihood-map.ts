// Registers the gradients that tfjs-core lacks.
import "@textvae/ops";
import { div, reshape, type Tensor2D, tidy, tile } from "@tensorflow/tfjs-core";
import type { Batch, Context, Model } from "@textvae/core";
import { repeatBatch, repeatCondition } from "@textvae/core/internals";
import type { LatentMap } from "./pull-back.ts";

/**
 * What a model's decoder makes of codes, as log-likelihoods of N given items,
 *
 *   f_n(z) = log p(x_n|z) / √N,   `[B, Z]` to `[B, N]`, in nats,
 *
 * whatever the decoder. Its metric is G = (1/N) Σ_n s_n s_nᵀ, s_n = ∂ log p(x_n|z)/∂z: with items drawn
 * from p(x|z), an estimate of the Fisher information of the code. One code costs one pass over the
 * items; `jacobian: "differences"` needs two per dimension, however large the decoder is.
 *
 * Source: G. Arvanitidis, M. González-Duque, A. Pouplin, D. Kalatzis, S. Hauberg, Pulling back
 * information geometry (2022), https://arxiv.org/abs/2106.05367.
 *
 * @example
 * const f = likelihoodMap(model, batch, evaluating(rng));
 * const path_NZ = geodesic(f, a, b);
 */
export const likelihoodMap =
  (model: Pick<Model, "logLikelihood">, batch: Batch, context: Context): LatentMap =>
  (z_BZ) =>
    tidy(() => {
      const [codes, size] = z_BZ.shape;
      const items = batch.size;
      // Row b·N + n is code b beside item n.
      const each_BNZ = reshape(tile(z_BZ, [1, items]), [codes * items, size]) as Tensor2D;
      const given = repeatCondition(context, codes);
      const logLikelihood_N = model.logLikelihood(repeatBatch(batch, codes), each_BNZ, given);
      return div(reshape(logLikelihood_N, [codes, items]), Math.sqrt(items)) as Tensor2D;
    });
