import { sub, type Tensor1D } from "@tensorflow/tfjs-core";
import { gather } from "./rows.ts";
import { type Source, visitPosteriors } from "./source.ts";

/** One sample z of the posterior of each item, on the host, with what is known of it. */
export interface Codes {
  readonly z_NZ: Float32Array;
  readonly size: number;
  readonly count: number;
  /** log q(z|x) of the item's own posterior. */
  readonly logPosterior_N: Float32Array;
  /** log q(z|x) − log p(z), or − log p(z|c): a sample of the KL, in nats. */
  readonly logRatio_N: Float32Array;
  /** First code of each batch, and after the last one `count`. */
  readonly starts: readonly number[];
  /** Whether the prior is one p(z) for all items. */
  readonly onePrior: boolean;
}

/** Draws `samples` codes of each item; those of a batch lie together, sample-major. */
export const drawCodes = async (source: Source, samples: number): Promise<Codes> => {
  const parts: { z: Float32Array; logPosterior: Float32Array; logRatio: Float32Array }[] = [];
  let size = 0;
  await visitPosteriors(
    source,
    ({ q, context }) => {
      const z_BZ = q.sample(context.rng.stream("posterior"), samples);
      size = z_BZ.shape[1];
      const logPosterior_B = q.logProb(z_BZ);
      const logPrior_B = source.model.prior(context.c_BC).logProb(z_BZ);
      return [z_BZ, logPosterior_B, sub<Tensor1D>(logPosterior_B, logPrior_B)];
    },
    ([z, logPosterior, logRatio]) => {
      if (z && logPosterior && logRatio) parts.push({ z, logPosterior, logRatio });
    },
  );
  const starts = [0];
  for (const { logRatio } of parts) starts.push((starts.at(-1) as number) + logRatio.length);
  return {
    z_NZ: gather(parts.map(({ z }) => z)),
    size,
    count: starts.at(-1) as number,
    logPosterior_N: gather(parts.map(({ logPosterior }) => logPosterior)),
    logRatio_N: gather(parts.map(({ logRatio }) => logRatio)),
    starts,
    onePrior: source.model.parts.condition === undefined,
  };
};
