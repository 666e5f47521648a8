import { mean, reshape, type Scalar, sub, type Tensor2D, tidy, tile } from "@tensorflow/tfjs-core";
import {
  type Batch,
  createRng,
  type Dataset,
  type Distribution,
  evaluating,
  type Rng,
  type Split,
} from "@textvae/core/plugin";
import { type Model, posteriorOf, withCondition } from "@textvae/core/training";
import { logSumExp } from "@textvae/ops";

/**
 * The within-batch estimate of the mutual information between items and codes, in nats:
 * (1/B) Σ_i [ log q(z_i|x_i) − log (1/B) Σ_j q(z_i|x_j) ], one z_i of each posterior. It is at
 * most log B, low where the truth is higher, and below 0 by chance where the truth is near 0.
 *
 * Source: "Lagging Inference Networks and Posterior Collapse in Variational Autoencoders",
 * He, Spokoyny, Neubig and Berg-Kirkpatrick, 2019, https://arxiv.org/abs/1901.05534; after
 * "ELBO surgery", Hoffman and Johnson, 2016.
 *
 * @throws `CAPABILITY` where the posterior has no density at codes of other items.
 */
export const withinBatchInformation = (q: Distribution, rng: Rng): Scalar =>
  tidy(() => {
    const z_BZ = q.sample(rng);
    const [items, size] = z_BZ.shape;
    // Row i·B + j is z_i under q(·|x_j).
    const z_NZ = reshape(tile(z_BZ, [1, items]), [items * items, size]) as Tensor2D;
    const logProb_BB = reshape(q.logProb(z_NZ), [items, items]);
    const aggregate_B = sub(logSumExp(logProb_BB, 1), Math.log(items));
    return mean(sub(q.logProb(z_BZ), aggregate_B)) as Scalar;
  });

export interface WithinBatchInformationOptions {
  readonly model: Model;
  readonly dataset: Dataset;
  readonly split: Split;
  /** B, which bounds the estimate by log B. Default 32. */
  readonly batchSize?: number;
  readonly seed?: number;
}

/** The mean of `withinBatchInformation` over the batches of a split, weighted by their items. */
export const meanWithinBatchInformation = async (
  options: WithinBatchInformationOptions,
): Promise<number> => {
  const { model, dataset, split, batchSize = 32, seed = 0 } = options;
  const rng = createRng(seed).stream("mutual information");
  const epoch = dataset.epoch(split, { batchSize });
  let total = 0;
  let items = 0;
  for (let index = 0; index < epoch.length; index++) {
    const batch = epoch.at(index);
    const information = informationOf(model, batch, rng);
    total += ((await information.data())[0] as number) * batch.size;
    items += batch.size;
    information.dispose();
  }
  return total / items;
};

/** `withinBatchInformation` of the posteriors of a batch. */
export const informationOf = (model: Model, batch: Batch, rng: Rng): Scalar =>
  tidy(() => {
    const conditioned = withCondition(model, batch, evaluating(rng));
    return withinBatchInformation(posteriorOf(model, batch, conditioned), rng.stream("codes"));
  });
