import { mean, sub, sum, type Tensor, type Tensor1D, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { createRng, type Divergence, type DivergenceValue } from "@textvae/core";
import { allFinite, allNear, holds, type Law, law, sameShape } from "../law.ts";
import { estimate, meanIs, meanIsAtLeast, Z_LIMIT } from "../statistics.ts";
import { leavesNoTensor, numbersOf } from "../tensors.ts";
import { between, gradientIsSlope, normals, type Pair, STANDARD } from "./divergence-pairs.ts";

export type { Pair } from "./divergence-pairs.ts";

export interface DivergenceSubject {
  readonly divergence: Divergence;
  /** The divergence that it reports per example, for one that wraps another. */
  readonly wraps?: Divergence;
  /** Pairs to compare; default: normals with and without a closed form. */
  readonly pairs?: readonly Pair[];
  /** Pairs with q = p; default as above. */
  readonly equal?: readonly Pair[];
}

/** The laws of a divergence. A tfjs backend must have been started. */
export const divergenceLaws = ({
  divergence,
  wraps,
  pairs = STANDARD,
  equal = normals(0),
}: DivergenceSubject): Law[] => [
  ...pairs.flatMap((pair, i) => [
    law(`the value is a finite scalar whose estimator is named, pair ${i}`, () =>
      wellFormed(divergence, pair),
    ),
    law(`parts add up to the whole, pair ${i}`, () => partsAddUp(divergence, pair, wraps)),
    law(`no tensor is leaked, pair ${i}`, () => {
      tidy(() => {
        const made = pair();
        const z_BZ = made.q.sample(createRng(1));
        const context = { z_BZ, rng: createRng(2), step: 0 };
        const { between } = divergence;
        leavesNoTensor(() => ({ ...between(made.q, made.p, context) }) as never, "between");
      });
    }),
    law(`the divergence is above zero, pair ${i}`, async () =>
      isAbove(await repeated(divergence, pair, REPEATS_ABOVE), "divergence of q and p that differ"),
    ),
    ...(divergence.bound
      ? [
          law(`a bound is never below the divergence, pair ${i}`, () => isBound(divergence, pair)),
          law(`a bound is never below E[log q(z) − log p(z)], pair ${i}`, () =>
            coversKl(divergence, pair),
          ),
        ]
      : []),
  ]),
  ...(pairs === STANDARD
    ? [law("the gradient is that of the value", () => gradientIsSlope(divergence))]
    : []),
  ...equal.map((pair, i) =>
    law(`the divergence is zero at q = p, pair ${i}`, async () =>
      meanIs(await repeated(divergence, pair), 0, "divergence at equality"),
    ),
  ),
];

/** Batches of fresh noise; the smallest divergences of the pairs need more to be told from 0. */
const [REPEATS, REPEATS_ABOVE] = [150, 400];

/** The divergence of one batch: its own mean over items, before weights and free bits. */
const own = ({ value, perExample_B }: DivergenceValue): Tensor =>
  perExample_B ? mean(perExample_B) : value;

/** The divergence of the pair with fresh noise each time. */
const repeated = async (
  divergence: Divergence,
  pair: Pair,
  repeats = REPEATS,
): Promise<Float64Array> => {
  const values = new Float64Array(repeats);
  for (let i = 0; i < repeats; i++) {
    const [value] = await numbersOf(() => own(between(divergence, pair, i)));
    values[i] = value as number;
  }
  return values;
};

const isAbove = (values: Float64Array, what: string): void => {
  const { mean, standardError } = estimate(values);
  holds(
    mean > Z_LIMIT * standardError,
    `${what}: expected above 0; got ${mean} ± ${standardError}`,
  );
};

/** The value of a bound against samples of the densities, whatever it says of its own parts. */
const coversKl = async (divergence: Divergence, pair: Pair): Promise<void> => {
  const excess = new Float64Array(REPEATS);
  for (let i = 0; i < REPEATS; i++) {
    const [difference] = await numbersOf(() => {
      const { q, p } = pair();
      const exact = q.relaxes ?? q;
      const z_BZ = exact.sample(createRng(1000 + i));
      return sub(
        between(divergence, pair, i).value,
        mean(sub(exact.logProb(z_BZ), p.logProb(z_BZ))),
      );
    });
    excess[i] = difference as number;
  }
  meanIsAtLeast(excess, 0, "value − E[log q(z) − log p(z)]");
};

const wellFormed = async (divergence: Divergence, pair: Pair): Promise<void> => {
  for (const samples of [1, 3]) {
    const estimator = tidy(() => {
      const result = between(divergence, pair, 1, samples);
      // The rows of a sample, which is what the decoder sees.
      const rows = pair().q.sample(createRng(1)).shape[0];
      sameShape(result.value.shape, [], "value");
      const { perExample_B, perDimension_BZ } = result;
      if (perExample_B) sameShape(perExample_B.shape, [rows], "perExample_B");
      if (perDimension_BZ) {
        sameShape(perDimension_BZ.shape, [rows, perDimension_BZ.shape[1]], "perDimension_BZ");
      }
      return result.estimator;
    });
    holds(
      estimator === "closed form" || estimator === "Monte Carlo",
      `estimator: expected "closed form" or "Monte Carlo"; got ${JSON.stringify(estimator)}`,
    );
  }
  allFinite(await numbersOf(() => between(divergence, pair, 1).value), "value");
};

/** Dimensions sum to the example; without a wrapper, examples average to the value. */
const partsAddUp = async (
  divergence: Divergence,
  pair: Pair,
  wraps: Divergence | undefined,
): Promise<void> => {
  const part = (of: Divergence, choose: (d: DivergenceValue) => Tensor | undefined) =>
    numbersOf(() => choose(between(of, pair, 3)) ?? tensor2d([[0]]));
  const has = tidy(() => {
    const result = between(divergence, pair, 3);
    return { example: !!result.perExample_B, dimension: !!result.perDimension_BZ };
  });
  if (!has.example) return;
  const perExample = await part(divergence, (d) => d.perExample_B);
  if (has.dimension) {
    const summed = await part(divergence, (d) => sum(d.perDimension_BZ as Tensor, 1) as Tensor1D);
    allNear(summed, perExample, 1e-5, "perDimension_BZ summed against perExample_B");
  }
  const [expected, actual, what] = wraps
    ? [await part(wraps, (d) => d.perExample_B), perExample, "perExample_B against the wrapped"]
    : [await part(divergence, own), await part(divergence, (d) => d.value), "value against mean"];
  allNear(actual, expected, 1e-5, what);
};

const isBound = async (divergence: Divergence, pair: Pair): Promise<void> => {
  for (let seed = 0; seed < 20; seed++) {
    const [slack] = await numbersOf(() => {
      const result = between(divergence, pair, seed);
      return sub(result.value, own(result));
    });
    holds((slack as number) > -1e-5, `value − divergence: expected ≥ 0; got ${slack}`);
  }
};
