import {
  add,
  concat,
  div,
  exp,
  log,
  matMul,
  mean,
  mul,
  neg,
  ones,
  reshape,
  split,
  square,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
  tile,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { normalInitializer } from "@textvae/layers";
import type {
  Batch,
  Context,
  Dataset,
  Decoder,
  Distribution,
  Divergence,
  Encoder,
  Flow,
  Prior,
  Rng,
  Support,
  Vocabulary,
} from "../src/index.ts";
import { createRng } from "../src/index.ts";

/*
 * A linear-Gaussian model with one number per item, whose evidence is known:
 * z ~ N(0, 1), x|z ~ N(a z, s²), hence x ~ N(0, a² + s²).
 */
export const a = 1.3;
export const s = 0.7;
const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

const rows = (value_BZ: Tensor2D, n: number) => (n === 1 ? value_BZ : tile(value_BZ, [n, 1]));

/** N(mean, e^{2·logStd}) per row, in one or more independent dimensions. */
export const normal = (mean_BZ: Tensor2D, logStd_BZ: Tensor2D): Distribution => {
  const [batch, size] = mean_BZ.shape;
  return {
    eventShape: [size],
    batch,
    support: "euclidean",
    gradient: "pathwise",
    sample(rng: Rng, n = 1) {
      const noise = rng.normal([n * batch, size]) as Tensor2D;
      return add(rows(mean_BZ, n), mul(exp(rows(logStd_BZ, n)), noise));
    },
    logProb(z_BZ) {
      const n = z_BZ.shape[0] / batch;
      const unit = div(sub(z_BZ, rows(mean_BZ, n)), exp(rows(logStd_BZ, n)));
      return sum(neg(add(add(mul(square(unit), 0.5), rows(logStd_BZ, n)), HALF_LOG_2PI)), 1);
    },
    mean: () => mean_BZ.clone(),
    entropy: () => sum(add(logStd_BZ, HALF_LOG_2PI + 0.5), 1) as Tensor1D,
  };
};

export const toyEncoder: Encoder = {
  features: 1,
  reads: ["counts_BV"],
  build: () => (batch: Batch) => tensor2d(batch.counts_BV as Float32Array, [batch.size, 1]),
};

/** The posterior N(weight·x, std²), with `weight` and log std as parameters. */
export const toyPrior = (
  weight = a / (a * a + s * s),
  std = Math.sqrt((s * s) / (a * a + s * s)),
  support: Support = "euclidean",
): Prior => ({
  size: 1,
  support,
  gradient: "pathwise",
  build(scope) {
    const w = scope.variable("weight", [1, 1], () => tensor2d([[weight]])) as unknown as Tensor2D;
    const l = scope.variable("logStd", [1, 1], () =>
      tensor2d([[Math.log(std)]]),
    ) as unknown as Tensor2D;
    const mean = (h_BH: Tensor2D): Tensor2D => matMul(h_BH, w);
    const logStd = (h_BH: Tensor2D): Tensor2D => matMul(ones([h_BH.shape[0], 1]) as Tensor2D, l);
    return {
      posterior: (h_BH) => normal(mean(h_BH), logStd(h_BH)),
      variational: {
        parameters: (h_BH) => concat([mean(h_BH), logStd(h_BH)], 1) as Tensor2D,
        posterior: (parameters_BP) =>
          normal(...(split(parameters_BP, 2, 1) as [Tensor2D, Tensor2D])),
      },
      prior: () => normal(tensor2d([[0]]), tensor2d([[0]])),
    };
  },
});

export const toyDecoder: Decoder = {
  reads: ["counts_BV"],
  build: () => ({
    logProb(batch, z_BZ) {
      const x_B1 = tensor2d(batch.counts_BV as Float32Array, [batch.size, 1]);
      const mean_B1 = mul(z_BZ as Tensor2D, a) as Tensor2D;
      return normal(mean_B1, add(zerosLike(mean_B1), Math.log(s)) as Tensor2D).logProb(x_B1);
    },
  }),
};

/** `toyDecoder` with its a as a parameter, `scale`. */
export const learnedDecoder: Decoder = {
  reads: ["counts_BV"],
  build(scope) {
    const scale = scope.variable("scale", [1, 1], normalInitializer(0.5)) as unknown as Tensor2D;
    return {
      logProb(batch, z_BZ) {
        const x_B1 = tensor2d(batch.counts_BV as Float32Array, [batch.size, 1]);
        const mean_B1 = matMul(z_BZ as Tensor2D, scale) as Tensor2D;
        return normal(mean_B1, add(zerosLike(mean_B1), Math.log(s)) as Tensor2D).logProb(x_B1);
      },
    };
  },
};

/** z′ = scale·z + shift. */
export const affineFlow = (scale: number, shift: number, invertible = true): Flow => ({
  supports: ["euclidean"],
  build: () => {
    const logDet = (z_BZ: Tensor2D) =>
      reshape(add(mul(z_BZ, 0), log(Math.abs(scale))), [z_BZ.shape[0]]) as never;
    return {
      forward: (z_BZ) => ({
        z_BZ: add(mul(z_BZ, scale), shift) as Tensor2D,
        logDet_B: logDet(z_BZ),
      }),
      ...(invertible && {
        inverse: (z_BZ: Tensor2D) => ({
          z_BZ: div(sub(z_BZ, shift), scale) as Tensor2D,
          logDet_B: logDet(z_BZ),
        }),
      }),
    };
  },
});

/** log q(z) − log p(z), averaged over the given samples. */
export const monteCarloKl: Divergence = {
  bound: true,
  between(q, p, { z_BZ }) {
    const each_N = sub(q.logProb(z_BZ), p.logProb(z_BZ));
    const perExample_B = mean(reshape(each_N, [-1, q.batch]), 0) as Tensor1D;
    return { value: div(sum(perExample_B), q.batch), perExample_B, estimator: "Monte Carlo" };
  },
};

const words: Vocabulary = {
  size: 1,
  words: ["x"],
  eos: 0,
  unk: 0,
  id: () => 0,
  word: () => "x",
};

export const toyBatch = (values: readonly number[]): Batch => ({
  size: values.length,
  counts_BV: Float32Array.from(values),
});

export const toyDataset = (values: readonly number[]): Dataset => ({
  name: "toy",
  provides: ["counts_BV"],
  vocabulary: words,
  splits: ["train", "valid"],
  size: () => values.length,
  epoch(_, { batchSize, rng }) {
    const order = rng?.permutation(values.length) ?? [...values.keys()];
    return {
      length: Math.ceil(values.length / batchSize),
      at: (i) =>
        toyBatch(
          [...order].slice(i * batchSize, (i + 1) * batchSize).map((j) => values[j] as number),
        ),
    };
  },
});

export const context = (seed: number): Context => ({
  rng: createRng(seed),
  training: false,
  step: 0,
});

/** log N(x; 0, a² + s²), the exact evidence. */
export const evidence = (x: number): number =>
  -0.5 * Math.log(2 * Math.PI * (a * a + s * s)) - (x * x) / (2 * (a * a + s * s));
