import { matMul, type Tensor2D } from "@tensorflow/tfjs-core";
import { createRng } from "@textvae/core";
import type { Sizes } from "../sizes.ts";
import { type Case, tokensOf } from "./case.ts";

/**
 * The three products of the projection to the vocabulary, N = B·T: h·W, the gradient by h, the
 * gradient by W. Each costs 2·N·H·V operations.
 */
const product = (
  suffix: string,
  description: string,
  shapes: (n: number, sizes: Sizes) => readonly (readonly [number, number])[],
  [transposeA, transposeB]: readonly [boolean, boolean],
): Case => ({
  name: `product-${suffix}`,
  description,
  work: {
    unit: "GFlop",
    amount: (sizes) => (2 * tokensOf(sizes) * sizes.hidden * sizes.vocabulary) / 1e9,
  },
  prepare(sizes) {
    const rng = createRng(4);
    const [a, b] = shapes(tokensOf(sizes), sizes).map((shape) => rng.normal(shape) as Tensor2D);
    return {
      run: () => matMul(a as Tensor2D, b as Tensor2D, transposeA, transposeB).dispose(),
      dispose() {
        a?.dispose();
        b?.dispose();
      },
    };
  },
});

export const products: readonly Case[] = [
  product(
    "nn",
    "the logits h·W",
    (n, { hidden, vocabulary }) => [
      [n, hidden],
      [hidden, vocabulary],
    ],
    [false, false],
  ),
  product(
    "nt",
    "the gradient by h, D·Wᵀ",
    (n, { hidden, vocabulary }) => [
      [n, vocabulary],
      [hidden, vocabulary],
    ],
    [false, true],
  ),
  product(
    "tn",
    "the gradient by W, hᵀ·D",
    (n, { hidden, vocabulary }) => [
      [n, hidden],
      [n, vocabulary],
    ],
    [true, false],
  ),
];
