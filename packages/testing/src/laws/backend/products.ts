import { fused, matMul, type Tensor } from "@tensorflow/tfjs-core";
import { broadcastShape, define, type ReferenceArray, total } from "../../reference/array.ts";
import type { Agreement } from "./agreement.ts";

/** Sizes around the edges of the blocks that matrix kernels work in. */
const EDGES = [1, 47, 48, 49, 96, 200];

const TRANSPOSES: readonly (readonly [boolean, boolean])[] = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
];

const product = (
  a: ReferenceArray,
  b: ReferenceArray,
  transposeA: boolean,
  transposeB: boolean,
): ReferenceArray => {
  const inner = a.shape.at(transposeA ? -2 : -1) as number;
  const rows = a.shape.at(transposeA ? -1 : -2) as number;
  const columns = b.shape.at(transposeB ? -2 : -1) as number;
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return define([...batch, rows, columns], (...index) => {
    const [i, j] = index.slice(-2) as [number, number];
    const item = index.slice(0, -2);
    return total(
      inner,
      (k) =>
        (transposeA ? a.at(...item, k, i) : a.at(...item, i, k)) *
        (transposeB ? b.at(...item, j, k) : b.at(...item, k, j)),
    );
  });
};

interface Sizes {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly batchA?: readonly number[];
  readonly batchB?: readonly number[];
}

const shapes = ({ m, k, n, batchA = [], batchB = [] }: Sizes, tA: boolean, tB: boolean) => [
  [...batchA, ...(tA ? [k, m] : [m, k])],
  [...batchB, ...(tB ? [n, k] : [k, n])],
];

const matMulAgreement = (sizes: Sizes, tA: boolean, tB: boolean): Agreement => {
  const inputs = shapes(sizes, tA, tB);
  return {
    name: `matMul [${inputs[0]}]${tA ? "ᵀ" : ""} · [${inputs[1]}]${tB ? "ᵀ" : ""}`,
    inputs,
    compute: (a, b) => matMul(a as Tensor, b as Tensor, tA, tB),
    define: (a, b) => product(a as ReferenceArray, b as ReferenceArray, tA, tB),
  };
};

const ACTIVATIONS = {
  linear: (x: number) => x,
  relu: (x: number) => Math.max(x, 0),
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
} as const;

const fusedAgreement = (
  sizes: Sizes,
  tA: boolean,
  tB: boolean,
  activation: keyof typeof ACTIVATIONS,
): Agreement => {
  const inputs = [...shapes(sizes, tA, tB), [sizes.n]];
  return {
    name: `fused.matMul [${inputs[0]}]${tA ? "ᵀ" : ""} · [${inputs[1]}]${tB ? "ᵀ" : ""} + bias, ${activation}`,
    inputs,
    compute: (a, b, bias) =>
      fused.matMul({
        a: a as Tensor,
        b: b as Tensor,
        bias: bias as Tensor,
        transposeA: tA,
        transposeB: tB,
        activation,
      }),
    define: (a, b, bias) => {
      const y = product(a as ReferenceArray, b as ReferenceArray, tA, tB);
      return define(y.shape, (...index) =>
        ACTIVATIONS[activation](y.at(...index) + (bias?.at(index.at(-1) as number) ?? 0)),
      );
    },
  };
};

/** Each edge as each of the three sizes of a product, in all four transpositions. */
const plain: readonly Sizes[] = EDGES.flatMap((edge) => [
  { m: 5, k: edge, n: 3 },
  { m: edge, k: 4, n: 7 },
  { m: 3, k: 5, n: edge },
]).concat({ m: 1, k: 49, n: 1 }, { m: 49, k: 50, n: 51 });

const batched: readonly Sizes[] = [
  { m: 3, k: 49, n: 5, batchA: [4], batchB: [4] },
  { m: 1, k: 6, n: 2, batchA: [3], batchB: [3] },
  { m: 3, k: 49, n: 5, batchA: [4], batchB: [1] },
  { m: 3, k: 49, n: 5, batchA: [1], batchB: [4] },
  { m: 3, k: 7, n: 5, batchA: [4] },
  { m: 3, k: 7, n: 5, batchB: [4] },
  { m: 2, k: 7, n: 3, batchA: [2, 1], batchB: [1, 3] },
  { m: 2, k: 7, n: 3, batchA: [2, 3], batchB: [3] },
];

/** Matrix products at block edges, in every transposition, batched and broadcast, plain and fused. */
export const productAgreements = (): Agreement[] => [
  ...TRANSPOSES.flatMap(([tA, tB]) =>
    [...plain, ...batched].map((sizes) => matMulAgreement(sizes, tA, tB)),
  ),
  ...TRANSPOSES.flatMap(([tA, tB]) =>
    EDGES.map((k) => fusedAgreement({ m: 4, k, n: 6 }, tA, tB, "linear")),
  ),
  ...TRANSPOSES.flatMap(([tA, tB]) => [
    fusedAgreement({ m: 50, k: 49, n: 3 }, tA, tB, "relu"),
    fusedAgreement({ m: 3, k: 96, n: 49 }, tA, tB, "sigmoid"),
    fusedAgreement({ m: 3, k: 49, n: 5, batchA: [4], batchB: [4] }, tA, tB, "linear"),
  ]),
];
