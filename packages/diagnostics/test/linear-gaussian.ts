import {
  add,
  matMul,
  mul,
  ones,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
} from "@tensorflow/tfjs-core";
import {
  assemble,
  type Batch,
  createRng,
  type Dataset,
  type Decoder,
  type Encoder,
  type Flow,
  type Model,
  type Prior,
} from "@textvae/core";
import { diagonalGaussian, standardNormal } from "@textvae/prior-gaussian";
import { bagVocabulary, createDataset } from "@textvae/text";

/*
 * z ~ N(0, I₂), x|z ~ N(W z, s² I₃), with orthogonal columns of W, so that the true posterior is
 * diagonal: N(A x, diag v), v_j = s²/(s² + |w_j|²), A = diag(v) Wᵀ/s². Evidence: x ~ N(0, WWᵀ + s²I).
 */
const W = [
  [1.2, 0.5],
  [0.6, -1],
  [0, 0.8],
];
const S = 0.7;
const column = (j: number) => W.map((row) => row[j] as number);
const squares = [0, 1].map((j) => column(j).reduce((sum, w) => sum + w * w, 0));
export const variance = squares.map((square) => (S * S) / (S * S + square));
const trueMap = [0, 1, 2].map((i) =>
  [0, 1].map((j) => ((variance[j] as number) * (W[i]?.[j] as number)) / (S * S)),
);

const rowsOf = (batch: Batch): Tensor2D =>
  tensor2d(batch.counts_BV as Float32Array, [batch.size, 3]);

const encoder: Encoder = { features: 3, reads: ["counts_BV"], build: () => rowsOf };

const decoder: Decoder = {
  reads: ["counts_BV"],
  build: () => ({
    logProb: (batch, z_BZ) => {
      const mean_BZ = matMul(z_BZ as Tensor2D, tensor2d(W), false, true) as Tensor2D;
      const logStd_BZ = mul(ones([batch.size, 3]), Math.log(S)) as Tensor2D;
      return diagonalGaussian({ mean_BZ, logStd_BZ }).logProb(rowsOf(batch));
    },
  }),
};

/** The posterior N(scale·A x, (width² v)): the true one where both are 1. */
export const linearPrior = ({ scale = 1, width = 1 } = {}): Prior => ({
  size: 2,
  support: "euclidean",
  gradient: "pathwise",
  build: () => ({
    posterior: (h_BH) => {
      const rows = ones([h_BH.shape[0], 1]) as Tensor2D;
      const logStd = variance.map((v) => 0.5 * Math.log(v) + Math.log(width));
      return diagonalGaussian({
        mean_BZ: mul(matMul(h_BH, tensor2d(trueMap)), scale) as Tensor2D,
        logStd_BZ: matMul(rows, tensor2d([logStd])) as Tensor2D,
      });
    },
    prior: () => standardNormal(2),
  }),
});

/** z′ = m + factor·(z − m) with m = A x: takes N(m, v) to N(m, factor² v). */
export const widening = (factor: number): Flow => ({
  supports: ["euclidean"],
  build: () => {
    const centre = (h_BH?: Tensor2D) => matMul(h_BH as Tensor2D, tensor2d(trueMap)) as Tensor2D;
    const scaled = (z_BZ: Tensor2D, by: number, h_BH?: Tensor2D) =>
      add(mul(z_BZ, by), mul(centre(h_BH), 1 - by)) as Tensor2D;
    const logDet = (z_BZ: Tensor2D) => mul(ones([z_BZ.shape[0]]), 2 * Math.log(factor)) as Tensor1D;
    return {
      forward: (z_BZ, h_BH) => ({ z_BZ: scaled(z_BZ, factor, h_BH), logDet_B: logDet(z_BZ) }),
      inverse: (z_BZ, h_BH) => ({ z_BZ: scaled(z_BZ, 1 / factor, h_BH), logDet_B: logDet(z_BZ) }),
    };
  },
});

/** `count` items drawn from the model itself. */
export const drawn = (count: number, seed = 1): Float32Array => {
  const rng = createRng(seed);
  const [z, noise] = [rng.normals(2 * count), rng.normals(3 * count)];
  return Float32Array.from({ length: 3 * count }, (_, at) => {
    const [n, i] = [Math.floor(at / 3), at % 3];
    const mean = [0, 1].reduce(
      (sum, j) => sum + (W[i]?.[j] as number) * (z[2 * n + j] as number),
      0,
    );
    return mean + S * (noise[at] as number);
  });
};

export const datasetOf = (values: Float32Array): Dataset =>
  createDataset({
    name: "linear",
    vocabulary: bagVocabulary(["a", "b", "c"]),
    provides: ["counts_BV"],
    splits: {
      test: {
        size: values.length / 3,
        batch: (items) => ({
          size: items.length,
          counts_BV: Float32Array.from(
            [...items].flatMap((n) => [...values.subarray(3 * n, 3 * n + 3)]),
          ),
        }),
      },
    },
  });

export const modelOf = (dataset: Dataset, prior: Prior, flows: readonly Flow[] = []): Model =>
  assemble({ encoder, prior, decoder, flows }, { dataset, seed: 1 });

/** Mean −log p(x), exact: in the directions of W's columns variance s² + |w_j|², else s². */
export const exactNll = (values: Float32Array): number => {
  const count = values.length / 3;
  let total = 0;
  for (let n = 0; n < count; n++) {
    const x = values.subarray(3 * n, 3 * n + 3);
    const whole = x.reduce((sum, v) => sum + v * v, 0);
    const along = [0, 1].map((j) => {
      const dot = column(j).reduce((sum, w, i) => sum + w * (x[i] as number), 0);
      return (dot * dot) / (squares[j] as number);
    });
    const variances = [...squares.map((square) => square + S * S), S * S];
    const parts = [...along, whole - (along[0] as number) - (along[1] as number)];
    total += parts.reduce(
      (sum, part, k) =>
        sum +
        0.5 * (part / (variances[k] as number) + Math.log(2 * Math.PI * (variances[k] as number))),
      0,
    );
  }
  return total / count;
};

/** A x of one item. */
export const posteriorMean = (values: Float32Array, item: number): number[] =>
  [0, 1].map((j) =>
    trueMap.reduce((sum, row, i) => sum + (row[j] as number) * (values[3 * item + i] as number), 0),
  );
