import {
  add,
  exp,
  grad,
  logSoftmax,
  mul,
  neg,
  oneHot,
  type Scalar,
  slice,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
} from "@tensorflow/tfjs-core";
import { type BuiltOutput, createRng, type Output, type Scope } from "@textvae/core";
import { uniformInitializer } from "@textvae/layers";
import { gatherRows } from "@textvae/ops";
import { tinyVocabulary } from "../batches.ts";
import { allFinite, allNear, holds, type Law, law, sameShape } from "../law.ts";
import { gradientsOf, numbersOf } from "../tensors.ts";
import { sharpen } from "./normalisation.ts";
import { parameterLaws, withBuilt } from "./parameters.ts";

export interface OutputSubject {
  readonly output: Output;
  /** H, the width of the features. Default 6. */
  readonly features?: number;
  /** E, the width of the word vectors that it is handed; absent for one that reads none. */
  readonly embedding?: number;
}

const { size } = tinyVocabulary;
/** Every word, some of them twice. */
const targets = Int32Array.of(3, 0, 4, 2, 1, 4, 0);
const rows = targets.length;

/** The laws of an output. A tfjs backend must have been started. */
export const outputLaws = ({ output, features = 6, embedding = 0 }: OutputSubject): Law[] => {
  const build = (scope: Scope): BuiltOutput => {
    const table = () => scope.variable("table", [size, embedding], uniformInitializer(1));
    return output.build(scope.child("output"), {
      vocabulary: tinyVocabulary,
      features,
      ...(embedding > 0 && { table_VE: table() as unknown as Tensor2D }),
    });
  };
  const h = () => createRng(5).normal([rows, features]) as Tensor2D;
  const nll = (built: BuiltOutput) => numbersOf(() => built.crossEntropy(h(), targets));

  return [
    law("the cross-entropy has shape [N], is finite and not below zero", () =>
      withBuilt(build, async (built) => {
        const values = await nll(built);
        sameShape([values.length], [rows], "crossEntropy");
        allFinite(values, "crossEntropy");
        holds(Math.min(...values) >= 0, `crossEntropy: expected ≥ 0; got ${Math.min(...values)}`);
      }),
    ),
    law("the probabilities of all words sum to one, also where they are sharp", () =>
      withBuilt(build, async (built, { parameters }) => {
        for (const seed of [0, 1, 2]) {
          if (seed > 0) sharpen(parameters, seed);
          allNear(await massOfAllWords(built, h), [1, 1, 1], 1e-5, "Σ p(w|h)");
        }
      }),
    ),
    law("logits and cross-entropy are of one distribution", () =>
      withBuilt(build, async (built, { parameters }) => {
        sharpen(parameters, 3);
        allNear(await numbersOf(() => throughLogits(built, h())), await nll(built), 1e-4, "nll");
      }),
    ),
    law("a row does not depend on the others, nor on their order", () =>
      withBuilt(build, async (built) => {
        const expected = await nll(built);
        const order = targets.map((_, row) => rows - 1 - row);
        const turned = await numbersOf(() =>
          built.crossEntropy(gatherRows(h(), order), targets.slice().reverse()),
        );
        allNear(turned.reverse(), expected, 1e-5, "crossEntropy in reverse order");
        for (const [row, target] of targets.entries()) {
          const alone = await numbersOf(() =>
            built.crossEntropy(slice(h(), [row, 0], [1, features]), Int32Array.of(target)),
          );
          allNear(alone, [expected[row] as number], 1e-5, `crossEntropy of row ${row} alone`);
        }
      }),
    ),
    law("gradients of the cross-entropy are those through the logits", () =>
      withBuilt(build, async (built, { parameters }) => {
        sharpen(parameters, 4);
        const weighted = (nll_N: Tensor1D) => sum(mul(nll_N, weights())) as Scalar;
        const own = gradientsOf(() => weighted(built.crossEntropy(h(), targets)), parameters);
        const other = gradientsOf(() => weighted(throughLogits(built, h())), parameters);
        for (const [name, gradient] of own) {
          const expected = await numbersOf(() => other.get(name) as Tensor);
          allNear(await numbersOf(() => gradient), expected, 1e-3, `gradient of ${name}`);
        }
      }),
    ),
    law("the gradient by the features is the slope of the cross-entropy", () =>
      withBuilt(build, async (built) => {
        const loss = (h_NH: Tensor) =>
          sum(mul(built.crossEntropy(h_NH as Tensor2D, targets), weights()));
        const along = () => createRng(6).normal([rows, features]);
        const difference = await numbersOf(() => {
          const at = (distance: number) => loss(add(h(), mul(along(), distance)));
          return mul(sub(at(STEP), at(-STEP)), 1 / (2 * STEP));
        });
        const slope = await numbersOf(() => sum(mul(grad(loss)(h()), along())));
        allNear(slope, difference, 5e-3, "∂nll/∂h along a direction");
      }),
    ),
    ...parameterLaws<BuiltOutput>({
      build,
      output: (built) => tidy(() => built.crossEntropy(h(), targets)),
      loss: (built) => sum(built.crossEntropy(h(), targets)) as Scalar,
    }),
  ];
};

/** Large enough for single precision, small enough for a difference of second order. */
const STEP = 0.02;

const weights = (): Tensor1D => tensor1d([0.5, -1, 2, 0.3, 1, -0.7, 1.1]);

/** The same cross-entropy by way of the logits of all words. */
const throughLogits = (built: BuiltOutput, h_NH: Tensor2D): Tensor1D =>
  neg(sum(mul(oneHot([...targets], size), logSoftmax(built.logits(h_NH))), 1));

/** Σ_w p(w|h) of the first three features, each word's by its cross-entropy. */
const massOfAllWords = async (built: BuiltOutput, h: () => Tensor2D): Promise<number[]> => {
  const every = Int32Array.from({ length: 3 * size }, (_, i) => i % size);
  const repeated = every.map((_, i) => Math.floor(i / size));
  const p = await numbersOf(() => exp(neg(built.crossEntropy(gatherRows(h(), repeated), every))));
  return [0, 1, 2].map((row) =>
    p.subarray(row * size, (row + 1) * size).reduce((sum, each) => sum + each, 0),
  );
};
