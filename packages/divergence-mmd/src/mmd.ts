import {
  add,
  div,
  eye,
  mean,
  mul,
  type Scalar,
  sub,
  sum,
  type Tensor2D,
  tidy,
  tile,
} from "@tensorflow/tfjs-core";
import {
  type Distribution,
  type Divergence,
  definePlugin,
  type Plugin,
  TextvaeError,
} from "@textvae/core";
import { squaredDistances } from "@textvae/ops";
import * as v from "valibot";
import { kernels } from "./kernels.ts";

export interface MmdOptions {
  /** Default "imq-multiscale". */
  readonly kernel?: "gaussian" | "imq" | "imq-multiscale" | undefined;
  /** σ² from 1e-9 to 1e9. Default: half the mean squared distance of two draws of the standard prior. */
  readonly bandwidth?: number | undefined;
  /** "u" (default) is unbiased and may be negative; "v" is biased upwards and never is. */
  readonly statistic?: "u" | "v" | undefined;
  /** Which codes of a posterior with flows: those the decoder sees (default), or those bent. */
  readonly codes?: "flowed" | "unflowed" | undefined;
}

const options = v.strictObject({
  kernel: v.optional(v.picklist(["gaussian", "imq", "imq-multiscale"]), "imq-multiscale"),
  bandwidth: v.optional(v.pipe(v.number(), v.minValue(1e-9), v.maxValue(1e9))),
  statistic: v.optional(v.picklist(["u", "v"]), "u"),
  codes: v.optional(v.picklist(["flowed", "unflowed"]), "flowed"),
});

/**
 * The squared maximum mean discrepancy between the codes z ~ ∫ q(z|x) p̂(x) dx that the decoder
 * sees and as many draws of the prior,
 *
 *   MMD² = E k(z, z′) + E k(y, y′) − 2 E k(z, y),   y ~ p,
 *
 * with C = 2σ² in one of the kernels
 *
 *   "gaussian"        exp(−‖x − y‖² / C)
 *   "imq"             C / (C + ‖x − y‖²)
 *   "imq-multiscale"  Σ_s sC / (sC + ‖x − y‖²), s = 0.1, 0.2, 0.5, 1, 2, 5, 10.
 *
 * By default σ² is Z, and 1 on the sphere, which makes C the mean squared distance of two draws of
 * N(0, I), and of the uniform distribution. "u" averages over pairs of different items, and over
 * pairs of different draws of the prior; "v" over all pairs, each with itself too. It has no part
 * per example, no unit and no relation to log p(x); its gradient goes through the codes, whose
 * samples must have one.
 *
 * Source: A. Gretton et al., A Kernel Two-Sample Test (2012),
 * https://jmlr.org/papers/v13/gretton12a.html; between codes and prior I. Tolstikhin et al.,
 * Wasserstein Auto-Encoders (2018), https://arxiv.org/abs/1711.01558.
 *
 * @throws `SHAPE` for "u" on a batch of one item, which has no pairs.
 *
 * @example
 * const objective = wae({ divergence: mmd({ kernel: "imq" }), weight: 10 });
 */
export const mmd: Plugin<MmdOptions, Divergence> = definePlugin({
  kind: "divergence",
  name: "mmd",
  version: "0.1.0",
  description: "Maximum mean discrepancy between the codes of a batch and the prior",
  paper: {
    title: "Wasserstein Auto-Encoders",
    year: 2018,
    url: "https://arxiv.org/abs/1711.01558",
  },
  options,
  create: ({ kernel, bandwidth, statistic, codes }): Divergence => ({
    bound: false,
    between: (q, p, { z_BZ: seen_BZ, rng }) => {
      if (statistic === "u" && q.batch < 2) throw withoutPairs(q.batch);
      const value = tidy(() => {
        const z_BZ = codes === "unflowed" ? (q.unflowed?.(seen_BZ) ?? seen_BZ) : seen_BZ;
        const [rows, size] = z_BZ.shape;
        const y_BZ = p.sample(rng, rows / p.batch);
        const variance = bandwidth ?? (q.support === "sphere" ? 1 : size);
        const k = (x: Tensor2D, y: Tensor2D) =>
          kernels[kernel](squaredDistances(x, y), 2 * variance);
        const within = (k_NN: Tensor2D, of: Distribution): Scalar =>
          statistic === "v" ? mean(k_NN) : meanOverPairs(k_NN, of.batch);
        const same = add(within(k(z_BZ, z_BZ), q), within(k(y_BZ, y_BZ), p));
        return sub(same, mul(2, mean(k(z_BZ, y_BZ)))) as Scalar;
      });
      return { value, estimator: "Monte Carlo" };
    },
  }),
});

/**
 * The mean over independent pairs: samples of one row of a batch share an item, hence are not;
 * those of a batch of one, an unconditional prior, all are.
 */
const meanOverPairs = (k_NN: Tensor2D, batch: number): Scalar => {
  const rows = k_NN.shape[0];
  const items = batch === 1 ? rows : batch;
  const apart_NN = tile(sub(1, eye(items)), [rows / items, rows / items]);
  const pairs = rows * (rows - rows / items);
  return div(sum(mul(k_NN, apart_NN)), pairs);
};

const withoutPairs = (got: number): TextvaeError =>
  new TextvaeError("SHAPE", "mmd.between", {
    expected: 'two items or more for statistic "u"',
    got: String(got),
    hint: 'Set statistic: "v", or a batch size that leaves no batch of one.',
  });
