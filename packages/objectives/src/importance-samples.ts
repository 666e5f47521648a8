import { add, concat, sub, type Tensor1D, tidy } from "@tensorflow/tfjs-core";
import { repeatBatch, repeatCondition } from "@textvae/core/internals";
import type { Batch, Context, Distribution } from "@textvae/core/plugin";
import type { Model } from "@textvae/core/training";
import { isWhole, TextvaeError } from "@textvae/ops";

export interface ImportanceOptions {
  /** K, the number of importance samples per item. */
  readonly samples: number;
  /** Samples decoded at once; bounds memory where no gradient is asked for. */
  readonly chunk?: number;
}

/** What K samples z ~ q(z|x) of each item of a batch say, in nats, sample-major: N = K·B. */
export interface ImportanceSamples {
  /** log p(z) − log q(z|x). */
  readonly logRatio_N: Tensor1D;
  /** log p(x|z). */
  readonly logLikelihood_N: Tensor1D;
  /** Auxiliary losses, where there are any. */
  readonly penalty_N?: Tensor1D;
}

/** Throws `OPTION` for counts of samples that are no whole numbers ≥ 1. */
export const checkImportance = ({ samples, chunk = samples }: ImportanceOptions): void => {
  if (isWhole(samples) && isWhole(chunk)) return;
  throw new TextvaeError("OPTION", "iwae", {
    expected: "whole numbers samples ≥ 1 and chunk ≥ 1",
    got: `samples ${samples}, chunk ${chunk}`,
  });
};

/**
 * Draws K samples of each posterior and weighs them: log w = log p(x|z) + log p(z) − log q(z|x) is
 * the sum of the first two. `conditioned` has the condition.
 *
 * @example
 * const { logRatio_N, logLikelihood_N } = importanceSamples(model, q, batch, context, { samples: 50 });
 */
export const importanceSamples = (
  model: Model,
  q: Distribution,
  batch: Batch,
  conditioned: Context,
  options: ImportanceOptions,
): ImportanceSamples => {
  checkImportance(options);
  const { samples, chunk = samples } = options;
  const p = model.prior(conditioned.c_BC);
  const draw = (n: number) => {
    const z_NZ = q.sample(conditioned.rng.stream("posterior"), n);
    const items = repeatBatch(batch, n);
    const given = repeatCondition(conditioned, n);
    const penalties = [q.penalty?.(z_NZ), model.penalty?.(items, z_NZ, given)].filter(
      (penalty_N) => penalty_N !== undefined,
    );
    return {
      logRatio_N: sub(p.logProb(z_NZ), q.logProb(z_NZ)) as Tensor1D,
      logLikelihood_N: model.logLikelihood(items, z_NZ, given),
      ...(penalties.length > 0 && { penalty_N: penalties.reduce((a_N, b_N) => add(a_N, b_N)) }),
    };
  };
  const chunks: ImportanceSamples[] = [];
  for (let done = 0; done < samples; done += chunk) {
    const n = Math.min(chunk, samples - done);
    chunks.push(tidy(() => draw(n)));
  }
  const penalties = chunks.flatMap(({ penalty_N }) => (penalty_N ? [penalty_N] : []));
  return {
    logRatio_N: concat(chunks.map(({ logRatio_N }) => logRatio_N)),
    logLikelihood_N: concat(chunks.map(({ logLikelihood_N }) => logLikelihood_N)),
    ...(penalties.length > 0 && { penalty_N: concat(penalties) }),
  };
};
