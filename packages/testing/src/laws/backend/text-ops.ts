import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import {
  countCrossEntropy,
  embeddingLookup,
  gatherRows,
  linear,
  logSumExp,
  softmaxCrossEntropy,
  vocabularyCrossEntropy,
} from "@textvae/ops";
import { define, type ReferenceArray, referenceArray } from "../../reference/array.ts";
import { affine, crossEntropy } from "../../reference/index.ts";
import type { Agreement } from "./agreement.ts";
import { causalConvolutions } from "./causal-convolution.ts";
import { optimizerSteps } from "./optimizer-steps.ts";
import { recurrences } from "./recurrences.ts";
import { totals } from "./totals.ts";

const values = (...inputs: ReferenceArray[]): Float64Array[] => inputs.map((x) => x.values);

const lookups = (): Agreement[] => {
  const ids = Int32Array.of(4, 0, 4, 2, 4, 6);
  const rows = (x?: ReferenceArray) =>
    define([ids.length, 5], (i, j) =>
      (x as ReferenceArray).at(ids[i as number] as number, j as number),
    );
  return [
    {
      name: "embeddingLookup, a word three times",
      inputs: [[7, 5]],
      compute: (table) => embeddingLookup(table as Tensor2D, ids),
      define: rows,
    },
    {
      name: "gatherRows",
      inputs: [[7, 5]],
      compute: (x) => gatherRows(x as Tensor2D, ids),
      define: rows,
    },
  ];
};

/** Sizes at the edges of blocks: rows, inputs, outputs. */
const LINEAR: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [5, 47, 3],
  [3, 49, 96],
  [48, 4, 49],
  [2, 200, 5],
];

const projections = (): Agreement[] =>
  LINEAR.flatMap(([n, i, o]) => {
    const inputs = [[n, i], [i, o], [o]];
    const targets = Int32Array.from({ length: n }, (_, row) => (7 * row + 1) % o);
    return [
      {
        name: `linear [${n}, ${i}] to ${o}`,
        inputs,
        compute: (x, kernel, bias) => linear(x as Tensor2D, kernel as Tensor2D, bias as Tensor1D),
        define: (...all) => {
          const [x, kernel, bias] = values(...all) as [Float64Array, Float64Array, Float64Array];
          return referenceArray([n, o], affine(x, kernel, bias, n));
        },
      },
      {
        name: `vocabularyCrossEntropy [${n}, ${i}] over ${o} words`,
        inputs,
        compute: (h, kernel, bias) =>
          vocabularyCrossEntropy(h as Tensor2D, kernel as Tensor2D, bias as Tensor1D, targets),
        define: (...all) => {
          const [h, kernel, bias] = values(...all) as [Float64Array, Float64Array, Float64Array];
          return referenceArray([n], crossEntropy(affine(h, kernel, bias, n), targets));
        },
      },
    ];
  });

/** Counts 0 to 3 for three rows of 49 words. */
const COUNTS = Float32Array.from({ length: 3 * 49 }, (_, i) => (7 * i) % 4);

const rows = (): Agreement[] => [
  {
    name: "countCrossEntropy",
    inputs: [[3, 49]],
    within: [-6, 6],
    compute: (logits) => countCrossEntropy(logits as Tensor2D, COUNTS),
    define: (logits) =>
      define([3], (i) => {
        const row = (logits as ReferenceArray).values.slice(49 * (i as number)).subarray(0, 49);
        const nats_V = row.map((_, v) => crossEntropy(row, Int32Array.of(v))[0] as number);
        return nats_V.reduce(
          (sum, nats, v) => sum + (COUNTS[49 * (i as number) + v] as number) * nats,
          0,
        );
      }),
  },
  {
    name: "softmaxCrossEntropy",
    inputs: [[4, 49]],
    within: [-6, 6],
    compute: (logits) => softmaxCrossEntropy(logits as Tensor2D, Int32Array.of(0, 48, 7, 7)),
    define: (logits) =>
      referenceArray(
        [4],
        crossEntropy((logits as ReferenceArray).values, Int32Array.of(0, 48, 7, 7)),
      ),
  },
  {
    name: "softmaxCrossEntropy of words whose probability is below single precision",
    inputs: [[4, 49]],
    within: [-300, 300],
    compute: (logits) => softmaxCrossEntropy(logits as Tensor2D, Int32Array.of(0, 48, 7, 7)),
    define: (logits) =>
      referenceArray(
        [4],
        crossEntropy((logits as ReferenceArray).values, Int32Array.of(0, 48, 7, 7)),
      ),
  },
  {
    name: "logSumExp of @textvae/ops",
    inputs: [[3, 49]],
    within: [-6, 6],
    compute: (x) => logSumExp(x as Tensor, 1),
    define: (x) =>
      define([3], (i) => {
        const entries = (x as ReferenceArray).values.slice(
          (i as number) * 49,
          ((i as number) + 1) * 49,
        );
        return Math.log(entries.reduce((sum, entry) => sum + Math.exp(entry), 0));
      }),
  },
];

/** The operations of `@textvae/ops`, at block edges and with ragged lengths. */
export const textOpAgreements = (): Agreement[] => [
  ...lookups(),
  ...optimizerSteps(),
  ...totals(),
  ...projections(),
  ...rows(),
  ...recurrences(),
  ...causalConvolutions(),
];
