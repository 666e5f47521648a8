import {
  add,
  clipByValue,
  exp,
  gather,
  logSoftmax,
  matMul,
  mul,
  ones,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import { assemble, type Decoder, type Encoder, type Model, type Prior } from "@textvae/core";
import { normalInitializer, zerosInitializer } from "@textvae/layers";
import { tinyVocabulary } from "../batches.ts";
import { referenceNormal } from "../normal.ts";

const V = tinyVocabulary.size;

/** A vector per item by its first word: enough to tell items apart. */
const encoder: Encoder = {
  features: 3,
  reads: ["text"],
  build: (scope) => {
    const table = scope.variable("table", [V, 3], normalInitializer(0.5)) as Tensor2D;
    return ({ text, size }) => {
      const first = Array.from(
        { length: size },
        (_, b) => text?.tokens_BT[b * text.time] as number,
      );
      return gather(table, tensor1d(first, "int32")) as Tensor2D;
    };
  },
};

/** q(z|x) = N(hm, exp(hs)²) of one dimension and p(z) = N(0, 1). */
const prior: Prior = {
  size: 1,
  support: "euclidean",
  gradient: "pathwise",
  build: (scope, { features }) => {
    const mean = scope.variable("mean", [features, 1], normalInitializer(0.5)) as Tensor2D;
    const logStd = scope.variable("logStd", [features, 1], zerosInitializer) as Tensor2D;
    const posterior = (mean_BZ: Tensor2D, logStd_BZ: Tensor2D) => ({
      ...referenceNormal({ mean_BZ, std_BZ: exp(clipByValue(logStd_BZ, -4, 4)) as Tensor2D }),
      mean: () => mean_BZ.clone(),
    });
    return {
      posterior: (h_BH) => posterior(matMul(h_BH, mean), matMul(h_BH, logStd)),
      prior: () => referenceNormal({ mean_BZ: zeros([1, 1]), std_BZ: ones([1, 1]) }),
    };
  },
};

/** Each word of a sentence drawn alike, by softmax(zU + b). */
const decoder: Decoder = {
  reads: ["text"],
  build: (scope) => {
    const code = scope.variable("code", [1, V], normalInitializer(0.5)) as Tensor2D;
    const bias = scope.variable("bias", [V], zerosInitializer) as Tensor1D;
    return {
      logProb: ({ text, size }, z_BZ) =>
        tidy(() => {
          const counts = new Float32Array(size * V);
          for (let b = 0; b < size; b++) {
            for (let t = 0; t < (text?.lengths_B[b] as number); t++) {
              const at = b * V + (text?.tokens_BT[b * (text?.time as number) + t] as number);
              counts[at] = (counts[at] as number) + 1;
            }
          }
          const logits_BV = add(matMul(z_BZ as Tensor2D, code), bias);
          return sum(mul(logSoftmax(logits_BV), tensor2d(counts, [size, V])), 1) as Tensor1D;
        }),
    };
  },
};

/** A model of one latent dimension, whose −log p(x) is an integral that can be taken. */
export const tinyModel = (seed: number): Model =>
  assemble(
    { encoder, prior, decoder },
    { dataset: { vocabulary: tinyVocabulary, provides: ["text"] }, seed },
  );

const NODES = 161;
const REACH = 8;

/** −log p(x) of each item by the trapezoid rule over z, in doubles. */
export const evidence = async (
  logLikelihood: (z_NZ: Tensor2D, nodes: number) => Promise<Float32Array>,
  items: number,
): Promise<number[]> => {
  const nodes = Array.from({ length: NODES }, (_, i) => REACH * ((2 * i) / (NODES - 1) - 1));
  const z = tidy(() => tensor2d(nodes.flatMap((x) => Array<number[]>(items).fill([x]))));
  const logP = await logLikelihood(z, NODES);
  z.dispose();
  const width = (2 * REACH) / (NODES - 1);
  return Array.from({ length: items }, (_, b) => {
    const density = nodes.reduce(
      (total, x, i) => total + Math.exp((logP[i * items + b] as number) - (x * x) / 2),
      0,
    );
    return -Math.log((density * width) / Math.sqrt(2 * Math.PI));
  });
};
