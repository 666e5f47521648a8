import {
  concat,
  reshape,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
  tidy,
  tile,
} from "@tensorflow/tfjs-core";
import type { Distribution } from "@textvae/core";
import { logSumExp } from "@textvae/ops";
import type { Codes } from "./codes.ts";
import { type Source, visitPosteriors } from "./source.ts";

/** Which posteriors make up the aggregate: those of a code's own batch, or of the whole split. */
export type Mixture = "within batch" | "whole set";

/** log q(z) of each code under a mixture of posteriors, and how many these are. */
export interface Aggregate {
  readonly logAggregate_N: Float64Array;
  /** Posteriors in the mixture of each code. */
  readonly components_N: Float64Array;
}

/** Numbers in one block of codes repeated for each posterior; bounds memory. */
const BLOCK = 2 ** 20;

/**
 * log q(z) = log (1/M) Σ_j q(z|x_j) in nats for every code, over the M posteriors of its mixture.
 * Each batch is encoded once and asked about the codes in blocks.
 */
export const aggregate = async (
  source: Source,
  codes: Codes,
  mixture: Mixture,
): Promise<Aggregate> => {
  const logSum_N = new Float64Array(codes.count).fill(Number.NEGATIVE_INFINITY);
  const components_N = new Float64Array(codes.count);
  const reach = (index: number): readonly [number, number] =>
    mixture === "whole set"
      ? [0, codes.count]
      : [codes.starts[index] as number, codes.starts[index + 1] as number];
  let visited = 0;

  await visitPosteriors(
    source,
    ({ q, index }) => {
      const [from, to] = reach(index);
      return [logSumOver(q, codes, from, to)];
    },
    ([values = new Float32Array()], { size }) => {
      const [from] = reach(visited++);
      for (const [i, value] of values.entries()) {
        logSum_N[from + i] = logAddExp(logSum_N[from + i] as number, value);
        components_N[from + i] = (components_N[from + i] as number) + size;
      }
    },
  );
  const logAggregate_N = logSum_N.map((sum, i) => sum - Math.log(components_N[i] as number));
  return { logAggregate_N, components_N };
};

/** log Σ_b q_b(z) over the posteriors of a batch, for the codes from `from` to `to`. */
const logSumOver = (q: Distribution, { z_NZ, size }: Codes, from: number, to: number): Tensor1D => {
  const step = Math.max(1, Math.floor(BLOCK / (q.batch * size)));
  const blocks: Tensor1D[] = [];
  for (let at = from; at < to; at += step) {
    const rows = Math.min(step, to - at);
    const block = z_NZ.subarray(at * size, (at + rows) * size);
    blocks.push(
      tidy(() => {
        const z_SZ = tensor2d(block, [rows, size]);
        const each_NZ = reshape(tile(z_SZ, [1, q.batch]), [rows * q.batch, size]) as Tensor2D;
        return logSumExp(reshape(q.logProb(each_NZ), [rows, q.batch]), 1) as Tensor1D;
      }),
    );
  }
  return concat(blocks);
};

const logAddExp = (a: number, b: number): number => {
  const [low, high] = a < b ? [a, b] : [b, a];
  return low === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(low - high));
};
