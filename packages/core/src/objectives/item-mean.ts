import {
  div,
  mean,
  mul,
  reshape,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
} from "@tensorflow/tfjs-core";
import type { Batch } from "../contracts/batch.ts";
import { meanOverSamples } from "./batch-rows.ts";

/** How much each item of a batch counts in its loss; undefined where all count the same. */
export const weightsOf = ({ weights_B }: Batch): Tensor1D | undefined =>
  weights_B && tensor1d(weights_B);

/**
 * The mean over the items, Σ_b w_b x_b / Σ_b w_b where these have weights: an item of weight 2 counts as one
 * that stands twice. Sample-major rows are first averaged over the samples; of `[B, Z]` each column by itself.
 *
 * @example
 * itemMean(tensor1d([1, 4]), tensor1d([2, 1])); // 2
 */
export function itemMean(values_N: Tensor1D, weights_B?: Tensor1D): Scalar;
export function itemMean(values_BZ: Tensor2D, weights_B?: Tensor1D): Tensor1D;
export function itemMean(values: Tensor, weights_B?: Tensor1D): Tensor {
  if (!weights_B) return mean(values, 0);
  const per_B =
    values.rank === 1 ? meanOverSamples(values as Tensor1D, values.size / weights_B.size) : values;
  const each = values.rank === 1 ? weights_B : reshape(weights_B, [-1, 1]);
  return div(sum(mul(per_B, each), 0), sum(weights_B));
}
